// What can be done with an article beside reading it: hear it, copy its address. One file, so one request. Each
// button shows only where the browser can do it.

// Reads the article aloud in the browser's Vietnamese voice.
const button = document.querySelector("[data-listen]")
const texts = { start: button.textContent, pause: button.dataset.pause, goOn: button.dataset.goOn }
const READ = "h1, .callout, .lede, .rich-text :is(p, h2, h3, li, th, td)"
let sentences = []
let next = 0
let speaking = false

function vietnameseVoice() {
  return speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith("vi"))
}

// Short pieces: long ones are cut off by some browsers, and a pause goes on from the last piece.
function sentencesOf(article) {
  const blocks = [...article.querySelectorAll(READ)].filter((block) => !block.querySelector("p"))
  return blocks.flatMap((block) => block.textContent.match(/[^.!?;:]+[.!?;:]*/g) ?? []).filter((piece) => piece.trim())
}

function speak() {
  if (!speaking) return
  if (next >= sentences.length) return stop(0, texts.start)
  const utterance = new SpeechSynthesisUtterance(sentences[next])
  utterance.lang = "vi-VN"
  utterance.voice = vietnameseVoice()
  utterance.onend = () => {
    if (!speaking) return
    next += 1
    speak()
  }
  utterance.onerror = () => speaking && stop(next, texts.goOn)
  speechSynthesis.speak(utterance)
}

function stop(at, text) {
  speaking = false
  next = at
  button.textContent = text
  speechSynthesis.cancel()
}

function offer() {
  if (vietnameseVoice()) button.classList.add("is-ready")
}

if ("speechSynthesis" in window) {
  offer()
  speechSynthesis.addEventListener?.("voiceschanged", offer)
  button.addEventListener("click", () => {
    if (speaking) return stop(next, texts.goOn)
    if (next === 0) sentences = sentencesOf(document.querySelector("article"))
    speaking = true
    button.textContent = texts.pause
    speak()
  })
  addEventListener("pagehide", () => speechSynthesis.cancel())
}

const copyButton = document.querySelector("[data-copy]")
const copied = document.querySelector("[data-copied]")

if (navigator.clipboard) {
  copyButton.classList.add("is-ready")
  copyButton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copyButton.dataset.copy)
    copied.textContent = copied.dataset.copied
  })
}
