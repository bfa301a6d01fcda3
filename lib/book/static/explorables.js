// Puts Bokeh's figures where the static ones stand. Without this script the static ones remain.
"use strict"

// Bokeh's sliders have a title but no name that a screen reader finds: give each handle its title.
function nameHandles(root) {
  for (const element of root.querySelectorAll("*")) {
    if (!element.shadowRoot) continue
    const title = element.shadowRoot.querySelector(".bk-slider-title")
    for (const handle of element.shadowRoot.querySelectorAll(".noUi-handle")) {
      handle.setAttribute("aria-label", title.textContent.split(":")[0])
    }
    nameHandles(element.shadowRoot)
  }
}

for (const item of window.explorables ?? []) {
  Bokeh.embed.embed_item(item).then(async (manager) => {
    const [view] = manager.roots
    await view.ready
    const update = view.model.document.get_model_by_name("update")
    await update.execute(view.model)
    const live = document.getElementById(item.target_id)
    const figure = live.closest("figure")
    nameHandles(live)
    figure.querySelector("img.explorable-static").hidden = true
    figure.classList.add("explorable-ready")
  })
}
window.explorables = []
