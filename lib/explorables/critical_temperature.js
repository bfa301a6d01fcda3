// Selects the row of μ*, interpolates in ln λ through the four nearest couplings, writes the rest.
const size = logarithms.length
const row = Math.round(repulsion.value / repulsion.step)
const x = Math.log(coupling.value)
const next = logarithms.findIndex((value) => value >= x)
const first = Math.min(Math.max(next - 2, 0), size - 4)
const nodes = [first, first + 1, first + 2, first + 3]
const weights = nodes.map((k) => nodes.filter((m) => m !== k).reduce(
  (product, m) => product * (x - logarithms[m]) / (logarithms[k] - logarithms[m]), 1))
const between = (flat) => nodes.reduce((sum, k, n) => sum + weights[n] * flat[row * size + k], 0)
const line = (flat) => Array.from({length: size}, (_, k) => flat[row * size + k])

const shown = {coupling: curve.data.coupling}
const here = {coupling: [coupling.value]}
for (const name of Object.keys(names)) {
  shown[name] = line(grid.data[name]).map(Math.exp)
  here[name] = [Math.exp(between(grid.data[name]))]
  if (name === "equations") continue
  shown[`${name}_error`] = line(errors.data[`${name}_error`])
  here[`${name}_error`] = [between(errors.data[`${name}_error`])]
}
curve.data = shown
point.data = here
place_left.location = place_right.location = coupling.value

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)} %`
numbers.text = `<table><thead><tr><td></td><th scope="col">Critical temperature (ħω)</th>` +
  `<th scope="col">Error</th></tr></thead><tbody>` +
  Object.keys(names).map((name) => `<tr><th scope="row">${names[name]}</th>` +
    `<td>${here[name][0].toFixed(4)}</td>` +
    `<td>${name === "equations" ? "" : signed(here[`${name}_error`][0])}</td></tr>`).join("") +
  `</tbody></table>`

const kelvin = (name, k) => at_hydrides.data[name][row * spectra.length + k].toFixed(0)
hydride_numbers.text = `<table><thead><tr><th scope="col">Spectrum</th><th scope="col">λ</th>` +
  `<th scope="col"><i>ω</i><sub>log</sub> (K)</th><th scope="col">Equations (K)</th><th scope="col">${names.full} (K)</th>` +
  `<th scope="col">Published (K)</th><th scope="col">Measured (K)</th></tr></thead><tbody>` +
  spectra.map((s, k) => `<tr><th scope="row">${s.compound}, ${s.authors}</th><td>${s.coupling}</td>` +
    `<td>${s.phonon}</td><td>${kelvin("equations", k)}</td><td>${kelvin("full", k)}</td>` +
    `<td>${s.published}</td><td>${s.measured}</td></tr>`).join("") +
  `</tbody></table>`
