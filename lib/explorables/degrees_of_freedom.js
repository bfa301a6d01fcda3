// Selects by i, adds the selected squares, interpolates the typical error, writes the numbers.
const names = points.data.metal
const count = names.length
let chosen = Array.from(points.data.i)
const one = names.indexOf(metal.value)

if (cb_obj === freedom) {
  chosen = chosen.map((i, k) => metal.value === all_metals || k === one ? freedom.value : i)
} else if (cb_obj.event_name === "button_click") {
  chosen = printed_choice
}
if (cb_obj !== freedom && one >= 0 && freedom.value !== chosen[one]) {
  freedom.value = chosen[one]
}

const width = freedom.end
const pick = (name) => chosen.map((i, k) => grid.data[name][k * width + i - 1])
points.data = {...points.data, i: chosen, label: chosen.map(String),
  temperature: pick("temperature"), ratio: pick("ratio")}

const sum = (values) => values.reduce((total, value) => total + value, 0)
function typical(reference) {
  const at = sum(pick(`square_${reference}`)) / count
  const {mean_square: x, factor: y} = factors.data
  const k = Math.max(x.findIndex((value) => value >= at), 1)
  return y[k - 1] + (y[k] - y[k - 1]) * (at - x[k - 1]) / (x[k] - x[k - 1])
}
const now = ["measured", "printed"].flatMap(
  (reference) => [typical(reference).toFixed(3), String(sum(pick(`met_${reference}`)))])
const line = (title, values) => `<tr><th scope="row">${title}</th>` +
  values.map((value, k) => `<td>${k % 2 ? `${value} of ${count}` : `× ${value}`}</td>`).join("") + `</tr>`
reading.text = `<table><thead><tr><td rowspan="2"></td><th scope="colgroup" colspan="2">Against measurement</th>` +
  `<th scope="colgroup" colspan="2">Against the experiment as printed</th></tr><tr>` +
  `<th scope="col">typical error</th><th scope="col">within 10 %</th>`.repeat(2) + `</tr></thead><tbody>` +
  line("As set", now) +
  Object.entries(fixed).map(([title, values]) => line(title, values)).join("") + `</tbody></table>`
