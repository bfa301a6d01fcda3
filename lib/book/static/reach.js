// What scrolls sideways within itself is a stop of the Tab key, so that the arrow keys can scroll it.
(() => {
  const boxes = "div.math, .claim-lines, .claim-lines dd, .claim-table, .cell_output, .output, .dt-layout-table";
  const reach = () => {
    for (const box of document.querySelectorAll(boxes)) {
      const scrolls = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible";
      if (scrolls && !box.hasAttribute("tabindex")) {
        box.tabIndex = 0;
        box.dataset.reached = "";
      } else if (!scrolls && "reached" in box.dataset) {
        box.removeAttribute("tabindex");
        delete box.dataset.reached;
      }
    }
  };
  addEventListener("load", reach);
  addEventListener("resize", reach);
  addEventListener("toggle", reach, true); // a folded part was opened
})();
