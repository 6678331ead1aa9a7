// Names what Django's admin leaves without a name for those who cannot see it: fields in the columns of a
// table, after the head of the column, and the editor, after the label of its field.
// No module: Firefox and older Safaris take no import map behind one, and without its map there is no editor.
{
  for (const table of document.querySelectorAll(".tabular table, #result_list")) nameFields(table)
  document.addEventListener("formset:added", (event) => nameFields(event.target.closest("table")))
  document.addEventListener("prose-editor:ready", (event) => {
    const { editor, textarea } = event.detail
    editor.view.dom.setAttribute("aria-label", textarea.labels[0].textContent.trim().replace(/:$/, ""))
  })

  function nameFields(table) {
    if (!table) return
    const heads = table.tHead.rows[0].cells
    for (const field of table.tBodies[0].querySelectorAll("td :is(input, select, textarea):not([type=hidden])")) {
      const head = heads[field.closest("td").cellIndex]
      if (head && !field.labels?.length && !field.ariaLabel) field.ariaLabel = head.textContent.trim()
    }
    const original = table.tHead.querySelector("th.original")
    if (original && !original.textContent.trim()) original.replaceWith(document.createElement("td"))
  }
}
