// The ledger's table: searched, sorted and filtered with DataTables; plain HTML without scripts.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("ledger");
  if (!table || !window.DataTable) return;
  // one selection box a column of few values: paper and the two verdicts
  const filtered = [1, 5, 6];
  const grid = new window.DataTable(table, {
    pageLength: 25,
    lengthMenu: [25, 50, 100, -1],
    order: [],
    autoWidth: false,
    language: { search: "Search all columns:", lengthMenu: "_MENU_ claims a page",
                info: "_START_ to _END_ of _TOTAL_ claims", infoFiltered: "(of _MAX_)",
                zeroRecords: "No claim matches" },
  });
  const bar = document.createElement("p");
  bar.className = "ledger-filters";
  for (const index of filtered) {
    const name = table.tHead.rows[0].cells[index].textContent.trim();
    const label = document.createElement("label");
    const box = document.createElement("select");
    label.append(name + " ", box);
    box.add(new Option("all", ""));
    const values = grid.column(index).nodes().toArray().map((cell) => cell.textContent.trim());
    for (const value of [...new Set(values)].sort()) box.add(new Option(value, value));
    box.addEventListener("change", () => {
      const exact = box.value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      grid.column(index).search(exact ? `^\\s*${exact}\\s*$` : "", { regex: true, smart: false }).draw();
    });
    bar.append(label, " ");
  }
  grid.table().container().prepend(bar);
});
