// Copies the page's address. The button shows only where a browser lets a page copy.
const button = document.querySelector("[data-copy]")
const answer = document.querySelector("[data-copied]")

if (navigator.clipboard) {
  button.classList.add("is-ready")
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    answer.textContent = answer.dataset.copied
  })
}
