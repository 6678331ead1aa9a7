// Uploads the photos or attachments of an article, or the photos of a page, each in its own request with its own progress and message, and
// orders their cards. Without this script the files are sent with the form.
//
// Scripts that move cards dispatch `upload-panel:moved` to the panel afterwards, with one of them as the detail `card`.
// Other scripts dispatch `upload-panel:add` to the panel (`#photos-group`, `#attachments-group`) with the detail
// `{ files, done }`. The files (an array of File) are uploaded as if they were dropped. `done` is called once, when every
// file is stored, refused or left out, with an array in the order of the files: `{ id, alt }` of the new card, or null. A
// file that failed may still be stored later, when somebody presses "Thử lại"; `done` is not called again.
// The panel dispatches `upload-panel:changed` when cards are added or change places.
import { createElement } from "saovang/dom"
import { UploadQueue, parseCard } from "saovang/upload-queue"

const MAX_CONCURRENT_PHOTOS = 3 // nginx allows 8 uploads from one address
const hasFiles = (event) => event.dataTransfer?.types.includes("Files")

const getOrder = (card) => Number(card.querySelector("input[name$='-order']")?.value ?? 0)

class UploadPanel {
  constructor(element) {
    this.element = element
    this.form = element.closest("form")
    this.owner = element.dataset.owner === "trang" ? "Trang" : "Bài"
    this.cards = element.querySelector(".sv-cards")
    this.status = element.querySelector(".sv-upload-status")
    this.queue = new UploadQueue(this.form, {
      // Documents one by one: a replaced one changes the edit version of the article, which the next one sends.
      maxConcurrent: element.dataset.accepts === "image/" ? MAX_CONCURRENT_PHOTOS : 1,
      owner: this.owner,
      tokenUrl: element.dataset.tokenUrl,
      onChange: () => this.handleQueueChange(),
    })
    this.delayedSubmit = null // the submission that waits for the uploads
    const label = `Bỏ ${element.dataset.noun} chưa tải xong, lưu ngay`
    this.skipButton = createElement("button", { type: "button", className: "button", textContent: label, hidden: true })
    this.skipButton.addEventListener("click", () => this.queue.skipRemaining())
    this.status.after(this.skipButton)
    this.hasUploaded = false
    element.classList.add("sv-has-script")
    this.sortCards()
    this.lastOrder = Math.max(0, ...[...this.cards.children].map(getOrder))
    this.cards.addEventListener("click", (event) => this.moveCard(event.target.closest("[data-move]")))
    element.addEventListener("upload-panel:moved", ({ detail }) => this.handleMove(detail.card))
    this.cards.addEventListener("change", ({ target }) => target.dataset.replace && this.replace(target))
    element.addEventListener("upload-panel:add", ({ detail }) => this.add(detail.files, detail.done))
    const input = element.querySelector("input[type=file]")
    input?.addEventListener("change", () => {
      this.add(input.files)
      input.value = ""
    })
    // Other scripts add the card of a file that is stored already.
    element.addEventListener("upload-panel:insert", ({ detail }) => {
      const row = document.createElement("li")
      this.cards.append(row)
      this.insertCard(row, detail.html)
      this.lastOrder = this.cards.children.length
    })
    this.form.addEventListener("submit", (event) => this.delaySubmit(event))
    window.addEventListener("beforeunload", (event) => this.queue.remaining && event.preventDefault())
  }

  accepts(file) {
    const isImage = file.type.startsWith("image/") || /\.(hei[cf]|avif)$/i.test(file.name)
    return isImage === (this.element.dataset.accepts === "image/")
  }

  refuse(files) {
    const names = files.map((file) => file.name).join(", ")
    this.status.textContent = `Không nhận được ${names}: thả vào trang này chỉ được ${this.element.dataset.noun}.`
  }

  // ---- Uploading

  add(files, done) {
    const results = Array.from(files, (file) => {
      const order = ++this.lastOrder
      const upload = this.queue.enqueue(file, this.element.dataset.upload, () => ({ order }))
      upload.onSuccess = (request) => this.insertCard(upload.row, request.responseText)
      this.cards.append(upload.row)
      return upload.result
    })
    this.queue.startNext()
    if (done) Promise.all(results).then(done)
  }

  // Replaces the file of a card; what was typed into the card stays.
  replace(input) {
    const card = input.closest(".sv-card")
    const [file] = input.files
    if (!file) return
    const baseVersion = this.form.elements.base_version
    const upload = this.queue.enqueue(file, input.dataset.replace, () => ({ base_version: baseVersion.value }))
    upload.onSuccess = (request) => {
      const received = parseCard(request.responseText)
      for (const part of ["[data-file]", "[data-findings]"]) {
        card.querySelector(part).replaceWith(received.querySelector(part))
      }
      baseVersion.value = request.getResponseHeader("X-Base-Version") ?? baseVersion.value
      baseVersion.dispatchEvent(new Event("input", { bubbles: true })) // a change for the autosave
      upload.row.remove()
    }
    card.after(upload.row)
    input.value = ""
    this.queue.startNext()
  }

  // The server renders the card as form 0 of the formset; here it gets the next number. Returns the photo's id and alt.
  insertCard(row, html) {
    const index = this.getManagementField("INITIAL_FORMS").value
    const { prefix } = this.element.dataset
    const card = parseCard(html.replaceAll(`${prefix}-0-`, `${prefix}-${index}-`))
    row.replaceWith(card)
    for (const name of ["TOTAL_FORMS", "INITIAL_FORMS"]) this.getManagementField(name).value = Number(index) + 1
    this.renumberCards()
    return { id: card.dataset.card, alt: card.querySelector("[data-photo]")?.alt ?? "" }
  }

  getManagementField(name) {
    return this.form.elements[`${this.element.dataset.prefix}-${name}`]
  }

  handleQueueChange() {
    this.updateStatus()
    if (this.queue.remaining || !this.delayedSubmit) return
    const { submitter } = this.delayedSubmit
    this.delayedSubmit = null
    setTimeout(() => this.form.requestSubmit(submitter)) // after `done`, which may put the photos into the text
  }

  updateStatus() {
    const { noun } = this.element.dataset
    const { remaining } = this.queue
    const failed = this.cards.querySelectorAll(".sv-failed").length
    const sentences = []
    if (remaining && this.queue.isOffline) sentences.push(`Mất mạng. Còn ${remaining} ${noun}, có mạng sẽ tự gửi tiếp.`)
    else if (remaining) sentences.push(`Còn ${remaining} ${noun} đang tải lên.`)
    if (failed) sentences.push(`${failed} ${noun} không nhận được.`)
    if (this.delayedSubmit) sentences.push(`${this.owner} sẽ được lưu ngay khi tải xong.`)
    if (!remaining && !failed && this.hasUploaded) sentences.push(`Đã tải lên xong mọi ${noun}.`)
    this.hasUploaded ||= remaining > 0
    this.status.textContent = sentences.join(" ")
    this.skipButton.hidden = !this.delayedSubmit
  }

  // Submits the form after the last upload.
  delaySubmit(event) {
    if (!this.queue.remaining || event.defaultPrevented) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.delayedSubmit = { submitter: event.submitter }
    this.updateStatus()
    this.status.scrollIntoView({ block: "center" })
  }

  // ---- Order of the cards

  sortCards() {
    const cards = [...this.cards.children]
    this.cards.append(...cards.sort((a, b) => getOrder(a) - getOrder(b)))
  }

  renumberCards() {
    const fields = [...this.cards.querySelectorAll("input[name$='-order']")]
    fields.forEach((field, index) => (field.value = index + 1))
    fields[0]?.dispatchEvent(new Event("input", { bubbles: true })) // a change for the autosave
    this.element.dispatchEvent(new CustomEvent("upload-panel:changed", { bubbles: true }))
  }

  moveCard(button) {
    if (!button) return
    const card = button.closest(".sv-card")
    const { move } = button.dataset
    if (move === "first") this.cards.prepend(card)
    else if (move === "last") this.cards.append(card)
    else if (move < 0) card.previousElementSibling?.before(card)
    else card.nextElementSibling?.after(card)
    this.handleMove(card)
    button.focus()
  }

  handleMove(card) {
    this.renumberCards()
    const cards = [...this.cards.querySelectorAll(".sv-card")]
    this.status.textContent = `Đã chuyển đến vị trí ${cards.indexOf(card) + 1} trong ${cards.length}.`
  }
}

const panels = [...document.querySelectorAll(".sv-upload-panel[data-upload]")].map(
  (element) => new UploadPanel(element),
)

// Files may be dropped anywhere on the page; the browser would otherwise leave the page and open the file.
for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
  window.addEventListener(
    type,
    (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      event.stopPropagation()
      document.body.classList.toggle("sv-drag-over", type === "dragenter" || type === "dragover")
      if (type !== "drop") return
      const files = [...event.dataTransfer.files]
      for (const panel of panels) panel.add(files.filter((file) => panel.accepts(file)))
      const refused = files.filter((file) => !panels.some((panel) => panel.accepts(file)))
      if (refused.length && panels.length) panels[0].refuse(refused)
    },
    true,
  )
}
