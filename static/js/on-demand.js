// Loads the script of what is clicked: a page of the admin site in a dialog, the content of a Word file.
import { loadFor } from "saovang/load"

document.addEventListener("click", async (event) => {
  const element = event.target.closest?.("a[data-page-dialog], [data-word]")
  if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (element.matches("[data-word]")) {
    if (!("DecompressionStream" in window)) return // the server does it
    event.preventDefault()
    const script = await loadFor(element, "saovang/word")
    script?.insertWord(element)
  } else {
    event.preventDefault()
    const script = await loadFor(element, "saovang/page-dialog")
    if (script && !document.querySelector("dialog[open]")) new script.PageDialog(element)
  }
})

// The page of a new article made of a Word file: its content comes at once.
const key = new URLSearchParams(location.search).get("tep-word")
const button = key && document.querySelector(`[data-word][value="${CSS.escape(key)}"]`)
if (button && document.querySelector("#id_body")?.value === "") {
  window.addEventListener("load", async () => {
    const script = await loadFor(button, "saovang/word")
    script?.insertNewWord(button)
  })
}
