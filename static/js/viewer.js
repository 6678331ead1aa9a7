// Opens an article's photos over the page, one after another. Without this script each photo is a link to its file.
const dialog = document.querySelector(".viewer")
const links = [...document.querySelectorAll("a[data-photo]")]
const [stage, counter, caption, fullSize] = ["stage", "counter", "caption", "full-size"].map((part) =>
  dialog.querySelector(`.viewer-${part}`),
)
let shown = 0

function largeImage(link) {
  const image = link.querySelector("img").cloneNode()
  image.loading = "eager"
  image.sizes = "100vw"
  return image
}

function show(number) {
  shown = (number + links.length) % links.length
  const link = links[shown]
  stage.replaceChildren(largeImage(link))
  counter.textContent = `${shown + 1}/${links.length}`
  caption.textContent = link.parentElement.querySelector("figcaption")?.textContent ?? link.querySelector("img").alt
  fullSize.href = link.href
  largeImage(links[(shown + 1) % links.length]) // the browser fetches the next one meanwhile
}

for (const [number, link] of links.entries()) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    show(number)
    dialog.showModal()
  })
}

for (const button of dialog.querySelectorAll("[data-step]")) {
  button.hidden = links.length < 2
  button.addEventListener("click", () => show(shown + Number(button.dataset.step)))
}

dialog.addEventListener("keydown", (event) => {
  const target = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: links.length - 1 }[event.key]
  if (target === undefined) return
  event.preventDefault()
  show(target)
})

let swipeFrom = null
stage.addEventListener("pointerdown", (event) => (swipeFrom = event.clientX))
stage.addEventListener("pointerup", (event) => {
  const distance = swipeFrom === null ? 0 : event.clientX - swipeFrom
  swipeFrom = null
  if (Math.abs(distance) > 40) show(shown - Math.sign(distance))
})
stage.addEventListener("pointercancel", () => (swipeFrom = null))
stage.addEventListener("dragstart", (event) => event.preventDefault())

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close() // beside everything in it
})
dialog.addEventListener("close", () => links[shown].focus())
