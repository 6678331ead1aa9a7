// Actions below and beside an article: read it aloud, copy its link. One file, so that it costs one request.
// Each button appears only if the browser supports its action.

// ---- Read aloud with the browser's Vietnamese voice

const READABLE = "h1, .callout, .lede, .rich-text :is(p, h2, h3, li, th, td, summary)"
const listenButton = document.querySelector("[data-listen]")
const labels = {
  start: listenButton.textContent,
  pause: listenButton.dataset.pause,
  resume: listenButton.dataset.resume,
}
let sentences = []
let position = 0 // index of the sentence that is read next
let speaking = false

function findVietnameseVoice() {
  return speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith("vi"))
}

// Some browsers stop in the middle of long texts, and reading resumes at the start of a piece: so pieces are short.
function splitIntoSentences(article) {
  const blocks = [...article.querySelectorAll(READABLE)].filter(
    (block) => !block.querySelector("p") && !block.closest(".gallery-section"), // not the gallery
  )
  return blocks.flatMap((block) => block.textContent.match(/[^.!?;:]+[.!?;:]*/g) ?? []).filter((piece) => piece.trim())
}

function speakNext() {
  if (!speaking) return
  if (position >= sentences.length) return stop(0, labels.start)
  const utterance = new SpeechSynthesisUtterance(sentences[position])
  utterance.lang = "vi-VN"
  utterance.voice = findVietnameseVoice()
  utterance.onend = () => {
    if (!speaking) return
    position += 1
    speakNext()
  }
  utterance.onerror = () => speaking && stop(position, labels.resume)
  speechSynthesis.speak(utterance)
}

function stop(nextPosition, label) {
  speaking = false
  position = nextPosition
  listenButton.textContent = label
  speechSynthesis.cancel()
}

function showListenButton() {
  if (findVietnameseVoice()) listenButton.classList.add("is-ready")
}

if ("speechSynthesis" in window) {
  showListenButton()
  speechSynthesis.addEventListener?.("voiceschanged", showListenButton)
  listenButton.addEventListener("click", () => {
    if (speaking) return stop(position, labels.resume)
    if (position === 0) sentences = splitIntoSentences(document.querySelector("article"))
    speaking = true
    listenButton.textContent = labels.pause
    speakNext()
  })
  addEventListener("pagehide", () => speechSynthesis.cancel())
}

// ---- Copy the link

const copyButton = document.querySelector("[data-copy]")
const copyStatus = document.querySelector("[data-copied]")

if (navigator.clipboard) {
  copyButton.classList.add("is-ready")
  copyButton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copyButton.dataset.copy)
    copyStatus.textContent = copyStatus.dataset.copied
  })
}

// ---- Print folded parts unfolded, also in browsers that cannot do it by style (Chrome before 131)

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".rich-text details")) details.open = true
})
