// Gives accessible names to what Django's admin leaves without one: fields in table columns get the column heading,
// the rich-text editor gets the label of its field.
// Not a module: Firefox and older Safari ignore an import map after a module script, and the editor needs its map.
{
  for (const table of document.querySelectorAll(".tabular table, #result_list")) labelFields(table)
  document.addEventListener("formset:added", (event) => labelFields(event.target.closest("table")))
  document.addEventListener("prose-editor:ready", (event) => {
    const { editor, textarea } = event.detail
    editor.view.dom.setAttribute("aria-label", textarea.labels[0].textContent.trim().replace(/:$/, ""))
  })

  function labelFields(table) {
    if (!table) return
    const headings = table.tHead.rows[0].cells
    for (const field of table.tBodies[0].querySelectorAll("td :is(input, select, textarea):not([type=hidden])")) {
      const heading = headings[field.closest("td").cellIndex]
      if (heading && !field.labels?.length && !field.ariaLabel) field.ariaLabel = heading.textContent.trim()
    }
    const emptyHeading = table.tHead.querySelector("th.original")
    if (emptyHeading && !emptyHeading.textContent.trim()) emptyHeading.replaceWith(document.createElement("td"))
  }
}
