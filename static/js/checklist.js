// Copy or print what to bring for a procedure, or the script of a bulletin. The buttons appear only if the browser can do it.

const copyButton = document.querySelector("[data-copy]")
const copyStatus = document.querySelector("[data-copied]")
const printButton = document.querySelector("[data-print]")

if (navigator.clipboard) {
  copyButton.classList.add("is-ready")
  copyButton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copyButton.dataset.copy)
    copyStatus.textContent = copyStatus.dataset.copied
  })
}

printButton.classList.add("is-ready")
printButton.addEventListener("click", () => print())
