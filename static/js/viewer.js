// Shows the photos of an article in a full-screen dialog. Without this script each photo is a link to its file.
// While photo 5 is open, the URL ends with #anh-5, the id of its figure: it can be shared, and Back closes the photo.
const dialog = document.querySelector(".viewer")
const links = [...document.querySelectorAll("a[data-photo]")]
const [stage, counter, caption, fullSizeLink] = ["stage", "counter", "caption", "full-size"].map((part) =>
  dialog.querySelector(`.viewer-${part}`),
)
let current = 0

function createLargeImage(link) {
  const image = link.querySelector("img").cloneNode()
  image.loading = "eager"
  image.sizes = "100vw"
  return image
}

function show(index) {
  current = (index + links.length) % links.length
  const link = links[current]
  stage.replaceChildren(createLargeImage(link))
  counter.textContent = `${current + 1}/${links.length}`
  caption.textContent = link.closest("figure").querySelector("figcaption")?.textContent ?? link.querySelector("img").alt
  fullSizeLink.href = link.href
  createLargeImage(links[(current + 1) % links.length]) // makes the browser fetch the next photo
}

const getHash = (index) => `#${links[index].closest("figure").id}`
const findPhotoInUrl = () => links.findIndex((_, index) => getHash(index) === location.hash)

function showPhotoInUrl() {
  const index = findPhotoInUrl()
  if (index < 0) return dialog.close()
  show(index)
  if (!dialog.open) dialog.showModal()
  dialog.querySelector(links.length > 1 ? "[data-step='1']" : "form button").focus()
}

// An opened photo is one entry of the history, whatever photos are shown after it.
function step(index) {
  show(index)
  history.replaceState(history.state, "", getHash(current))
}

for (const [index, link] of links.entries()) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    history.scrollRestoration = "manual" // closing goes back to the photo that was shown last
    history.pushState({ isPhoto: true }, "", getHash(index))
    showPhotoInUrl()
  })
}

addEventListener("hashchange", showPhotoInUrl)
addEventListener("load", showPhotoInUrl) // the browser has scrolled to the figure, which takes the focus
showPhotoInUrl()

for (const button of dialog.querySelectorAll("[data-step]")) {
  button.hidden = links.length < 2
  button.addEventListener("click", () => step(current + Number(button.dataset.step)))
}

dialog.addEventListener("keydown", (event) => {
  const target = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: links.length - 1 }[event.key]
  if (target === undefined) return
  event.preventDefault()
  step(target)
})

let swipeStart = null
stage.addEventListener("pointerdown", (event) => (swipeStart = event.clientX))
stage.addEventListener("pointerup", (event) => {
  const distance = swipeStart === null ? 0 : event.clientX - swipeStart
  swipeStart = null
  if (Math.abs(distance) > 40) step(current - Math.sign(distance))
})
stage.addEventListener("pointercancel", () => (swipeStart = null))
stage.addEventListener("dragstart", (event) => event.preventDefault())

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close() // a click outside the photo and the controls
})
dialog.addEventListener("close", () => {
  links[current].focus()
  if (findPhotoInUrl() < 0) return // Back has closed the dialog
  if (history.state?.isPhoto) return history.back()
  history.replaceState(null, "", location.pathname + location.search)
})
