// Selects the border's curves, interpolates in the coefficient and in the border, writes the rest.
const c = coefficient.value
const R_b = border.value
const R_v = orbit.value
const row = borders.indexOf(R_b)
const count = R_b - nearest + 1
const begin = offset.data.offset[row]
const mix = (one, other, share) => (1 - share) * one + share * other

const shown = {radius: Array.from({length: count}, (_, k) => nearest + k)}
for (const kind of ["first", "series"]) {
  const none = values.data[`${kind}_0`]
  const full = values.data[`${kind}_1`]
  shown[kind] = shown.radius.map((_, k) => mix(none[begin + k], full[begin + k], c))
}
curve.data = shown

const share = (R_b - borders[0]) / (borders[borders.length - 1] - borders[0])
const radii = {c: ends.data.c}
for (const kind of ["first", "series"]) {
  const outer = ends.data[`outer_${kind}`]
  radii[kind] = Array.from(ends.data[`inner_${kind}`], (inner, k) => mix(inner, outer[k], share))
}
onset.data = radii
const here = Math.round(c * (radii.c.length - 1))
const R_c = {first: radii.first[here], series: radii.series[here]}
const inside = R_v <= R_b
const D = {
  first: inside ? shown.first[R_v - nearest] : NaN,
  series: inside ? shown.series[R_v - nearest] : NaN,
}
point.data = {c: [c], orbit: [R_v], D_first: [D.first], D_series: [D.series],
  R_first: [R_c.first], R_series: [R_c.series]}

tunnel.left = Number.isNaN(R_c.series) ? R_b : R_c.series
tunnel.right = R_b
edge_left.location = edge_right.location = R_b
orbit_left.location = orbit_right.location = R_v

const number = (value, digits) => value.toFixed(digits).replace("-", "−")
const begins = (kind) => Number.isNaN(R_c[kind]) ? "no tunnel" : `${number(R_c[kind], 1)} pm`
const distance = (kind) => inside ? `${number(D[kind], 3)} nm⁻¹` : "–"
const verdict = (kind) => {
  if (!inside) return "beyond the border"
  return R_v >= R_c[kind] ? "in the tunnel" : "must be lifted"
}
const line = (title, of) =>
  `<tr><th scope="row">${title}</th><td>${of("first")}</td><td>${of("series")}</td></tr>`
reading.text = `<table><thead><tr><td></td><th scope="col">First term <i>d</i></th>` +
  `<th scope="col">Whole series <i>D</i></th></tr></thead><tbody>` +
  line("Tunnel begins at <i>R</i><sub>c</sub>", begins) +
  line("Tunnel opens above <i>c</i>", (kind) => number(thresholds[kind], 3)) +
  line("Resisting distance at <i>R</i><sub>v</sub>", distance) +
  line("The electron at <i>R</i><sub>v</sub>", verdict) +
  `</tbody></table>`
