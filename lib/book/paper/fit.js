// Makes what is wider than the paper fit, and returns what still does not.
() => {
  const inner = (box) => {
    const style = getComputedStyle(box);
    return box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  };
  const shrink = (element, factor) => {
    element.style.fontSize = `${parseFloat(getComputedStyle(element).fontSize) * factor}px`;
  };
  // a printed table of numbers keeps its lines if it can be read at a smaller size
  for (const pre of document.querySelectorAll(".cell_output pre")) {
    pre.style.setProperty("white-space", "pre", "important");
    const factor = pre.clientWidth / pre.scrollWidth;
    if (factor >= 1) continue;
    if (factor < 0.55) pre.style.removeProperty("white-space");
    else shrink(pre, 0.99 * factor);
  }
  for (const table of document.querySelectorAll("table")) {
    if (table.offsetWidth > table.parentElement.clientWidth + 1)
      for (const cell of table.querySelectorAll("th, td")) cell.style.overflowWrap = "anywhere";
  }
  for (const math of document.querySelectorAll("math")) {
    const box = math.closest("div.math, dd, td, th, p, li, figcaption");
    if (!box) continue;
    const number = box.querySelector(":scope > .eqno");
    const room = inner(box) - (number ? 1.1 * number.offsetWidth : 0);
    const left = math.getBoundingClientRect().left;
    const rights = [...math.querySelectorAll("*")].map((e) => e.getBoundingClientRect().right);
    const need = Math.max(0, ...rights) - left;
    if (need > room) shrink(math, (0.98 * room) / need);
  }
  const wide = [];
  for (const page of document.body.children) {
    const right = page.getBoundingClientRect().right + 1;
    for (const element of page.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      if (box.width && box.right > right)
        wide.push(`${page.id} ${element.tagName} ${element.textContent.trim().slice(0, 60)}`);
    }
  }
  return wide;
}
