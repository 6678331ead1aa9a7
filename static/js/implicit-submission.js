// Enter in a field presses the form's button of method "dialog", which sends nothing. The other scripts must not take
// that for a submission.
window.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.formMethod !== "dialog") return
    event.preventDefault()
    event.stopImmediatePropagation()
  },
  { capture: true },
)
