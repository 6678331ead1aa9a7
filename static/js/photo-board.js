// Board of the photos of an article or a page: goes from text to text, orders the cards, changes several photos at once.
//
// The fields of the cards are what is saved; this script only sets them. Without it every field can be reached by Tab.
// With it the texts are next to each other in the tab order: of all ticks and ⋯ buttons only one has a place there, and
// the arrow keys go to the others. upload-panel.js adds the cards and numbers their order.
import { load } from "saovang/load"

const getField = (card, name) => card.querySelector(`[name$="-${name}"]`)
const isDeleted = (card) => Boolean(getField(card, "DELETE")?.checked)
const isDecorative = (card) => getField(card, "decorative").checked
const getText = (card) => getField(card, "alt_text")
const isMissingText = (card) => !isDecorative(card) && !getText(card).value.trim()
const getTick = (card) => card.querySelector("[data-select]")
const isAfter = (node, other) => other.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING

class PhotoBoard {
  constructor(element) {
    this.element = element
    this.list = element.querySelector(".sv-cards")
    this.owner = element.dataset.owner // what people call it: "bài" or "trang"
    this.status = element.querySelector(".sv-upload-status")
    this.missing = element.querySelector(".sv-board-missing")
    this.tools = element.querySelector(".sv-board-tools")
    this.undo = element.querySelector(".sv-board-undo")
    this.lastFocused = null // a card
    this.lastTicked = null // the other end of a range
    this.lastDeleted = []
    this.dragging = false // whether it is loaded, or being loaded
    this.addListeners()
    this.prepareDragging()
    this.update()
  }

  addListeners() {
    const { list } = this
    list.addEventListener("keydown", (event) => this.handleKey(event))
    list.addEventListener("click", (event) => this.handleClick(event))
    list.addEventListener("beforeinput", (event) => {
      // The Enter key of phones, whose key events have no name.
      if (event.inputType === "insertLineBreak" && event.target.matches("[name$='-alt_text']")) this.goOn(event, 1)
    })
    for (const type of ["input", "change"]) {
      list.addEventListener(type, (event) => {
        if (event.target.matches("[data-select]")) event.stopPropagation() // nothing to autosave
        else this.handleInput(event.target)
      })
    }
    list.addEventListener("focusin", ({ target }) => this.handleFocus(target))
    list.addEventListener("toggle", ({ target }) => target.open && this.handleOpen(target), true)
    this.element.addEventListener("upload-panel:changed", () => this.update())
    this.tools.addEventListener("click", ({ target }) => this.useTool(target.closest("[data-tool]")?.dataset.tool))
    this.undo.addEventListener("click", () => this.restore(this.lastDeleted))
    this.missing.querySelector("a").addEventListener("click", (event) => this.goToMissing(event))
  }

  /** Let the dragging be loaded when the board comes into view. The editor above it is high only once it is ready. */
  prepareDragging() {
    const observer = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.loadDragging())
    document.addEventListener("prose-editor:ready", () => observer.observe(this.element), { once: true })
    this.list.addEventListener("pointerover", () => this.loadDragging())
  }

  async loadDragging() {
    if (this.dragging) return
    this.dragging = true
    try {
      const { PhotoDragging } = await load("saovang/photo-dragging")
      new PhotoDragging(this)
    } catch {
      this.dragging = false
      this.status.textContent = "Mất mạng? Chưa kéo ảnh được; nút ⋯ của ảnh vẫn đổi chỗ được."
    }
  }

  /** The cards in their order, without the deleted ones. */
  get cards() {
    return [...this.list.querySelectorAll(".sv-photo")].filter((card) => !isDeleted(card))
  }

  get selected() {
    return this.cards.filter((card) => getTick(card).checked)
  }

  /** The ticks and ⋯ buttons, card by card. */
  get controls() {
    return this.cards.flatMap((card) => [getTick(card), card.querySelector("summary")])
  }

  // ---- What the board shows

  update() {
    this.cards.forEach((card, index) => {
      for (const number of card.querySelectorAll("[data-number]")) number.textContent = index + 1
    })
    const { controls } = this
    this.setControl(controls.includes(this.control) ? this.control : controls[1])
    this.updateMissing()
    this.updateTools()
  }

  updateMissing() {
    const count = this.cards.filter(isMissingText).length
    const [text, link] = this.missing.children
    const sentence = count ? `Còn ${count} ảnh chưa có mô tả.` : "Ảnh nào cũng có mô tả."
    if (text.textContent !== sentence) text.textContent = this.cards.length ? sentence : ""
    link.hidden = !count
  }

  updateTools() {
    const { selected } = this
    this.tools.hidden = !selected.length
    this.missing.hidden = !this.tools.hidden
    this.undo.hidden = !this.tools.hidden || !this.lastDeleted.some(isDeleted)
    if (this.tools.hidden) return
    this.tools.querySelector("[role=status]").textContent = `Đã chọn ${selected.length} ảnh`
    const cover = this.tools.querySelector("[data-tool=cover]") // of an article
    if (cover) cover.disabled = selected.length > 1
    this.tools.querySelector("[data-tool=decorative]").setAttribute("aria-pressed", selected.every(isDecorative))
  }

  /** Give the tab order this tick or ⋯ button in place of all others. */
  setControl(control) {
    this.control = control
    for (const other of this.list.querySelectorAll("[data-select], .sv-photo summary")) {
      other.tabIndex = other === control ? 0 : -1
    }
  }

  /** Tell the autosave and the count about fields that were set here. */
  notifyChange() {
    this.list.dispatchEvent(new Event("change", { bubbles: true }))
  }

  // ---- Events of the cards

  handleInput(target) {
    const card = target.closest(".sv-photo")
    if (target.matches("[name$='-focus']")) card.querySelector("img").dataset.focus = target.value
    if (target.matches("[name$='-alt_text']")) card.querySelector("img").alt = target.value
    if (target.matches("[name$='-DELETE']") && target.checked) {
      this.delete([card])
      card.querySelector("[data-undelete]").focus()
    } else {
      this.updateMissing()
    }
  }

  handleFocus(target) {
    const card = target.closest(".sv-photo")
    if (!card) return
    this.lastFocused = card
    this.setControl(this.controls.includes(target) ? target : card.querySelector("summary"))
    this.closeDetails(card)
  }

  handleOpen(details) {
    this.closeDetails(details.closest(".sv-photo"))
    details.querySelector(".sv-card-fields").scrollIntoView({ block: "nearest" })
  }

  /** Close the details of all cards but one. Those with an error stay. */
  closeDetails(except) {
    for (const details of this.list.querySelectorAll("details[open]:not(:has(.errorlist))")) {
      if (!except.contains(details)) details.open = false
    }
  }

  handleClick(event) {
    const { target } = event
    const card = target.closest(".sv-photo")
    const details = card?.querySelector("details")
    if (target.matches(".sv-card-photo")) {
      details.open = !details.open
    } else if (target.closest("[data-close]")) {
      details.open = false
      details.querySelector("summary").focus()
    } else if (target.closest("[data-undelete]")) {
      this.restore([card])
    } else if (target.matches("[data-select]")) {
      this.select(card, event.shiftKey)
    }
  }

  handleKey(event) {
    const { key, target } = event
    if (event.isComposing) return
    if (target.matches("[name$='-alt_text']")) {
      if (key === "Enter") this.goOn(event, event.shiftKey ? -1 : 1)
    } else if (this.controls.includes(target)) {
      if (event.ctrlKey || event.metaKey) this.moveByKey(event)
      else this.goToControl(event)
    }
    const details = target.closest("details[open]")
    if (key !== "Escape" || !details) return
    details.open = false
    details.querySelector("summary").focus()
  }

  // ---- Keyboard

  /** Go to the next text, or the one before, from the one that has the focus. */
  goOn(event, step) {
    event.preventDefault()
    const texts = this.cards.filter((card) => !isDecorative(card)).map(getText)
    texts[texts.indexOf(event.target) + step]?.focus()
  }

  goToMissing(event) {
    event.preventDefault()
    const missing = this.cards.filter(isMissingText)
    const next = missing.find((card) => this.lastFocused && isAfter(card, this.lastFocused)) ?? missing[0]
    getText(next).focus()
  }

  goToControl(event) {
    const { controls } = this
    const row = 2 * getComputedStyle(this.list).gridTemplateColumns.split(" ").length
    const index = controls.indexOf(event.target)
    const next = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      ArrowUp: index - row,
      ArrowDown: index + row,
      Home: 0,
      End: controls.length - 1,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    controls[next]?.focus()
  }

  moveByKey(event) {
    const move = { ArrowLeft: "-1", ArrowRight: "1", Home: "first", End: "last" }[event.key]
    if (!move) return
    event.preventDefault()
    const { target } = event
    target.closest(".sv-photo").querySelector(`[data-move="${move}"]`).click()
    target.focus() // moving an element takes the focus from it
  }

  // ---- Several photos at once

  /** Handle a click on the tick of a card; with Shift, for all cards from the last one on. */
  select(card, isRange) {
    const { cards } = this
    const ends = [cards.indexOf(card), cards.indexOf(this.lastTicked)].sort((a, b) => a - b)
    const { checked } = getTick(card)
    if (isRange && ends[0] >= 0) {
      for (const other of cards.slice(ends[0], ends[1] + 1)) getTick(other).checked = checked
    }
    this.lastTicked = card
    this.updateTools()
  }

  useTool(tool) {
    const { selected } = this
    if (!tool) return
    if (tool === "insert") {
      const ids = selected.map((card) => card.dataset.card)
      document.dispatchEvent(new CustomEvent("photo-row:insert", { detail: { ids } }))
      this.status.textContent = `Đã đưa ${ids.length} ảnh vào ${this.owner}.`
    } else if (tool === "first" || tool === "last") {
      this.list[tool === "first" ? "prepend" : "append"](...selected)
      this.notifyMove(selected[0])
      return
    } else if (tool === "cover") {
      selected[0].querySelector("[name=cover]").checked = true
    } else if (tool === "decorative") {
      const decorative = !selected.every(isDecorative)
      for (const card of selected) getField(card, "decorative").checked = decorative
    } else if (tool === "delete") {
      for (const card of selected) getField(card, "DELETE").checked = true
      this.delete(selected)
    }
    for (const card of selected) getTick(card).checked = false
    this.notifyChange()
    this.updateTools()
    const next = tool === "delete" ? this.undo.firstElementChild : getTick(selected[0])
    next.focus({ preventScroll: true }) // the text has scrolled to the row
  }

  /** Show that cards are marked for deletion, which happens when the form is saved. */
  delete(cards) {
    for (const card of cards) {
      getTick(card).checked = false
      card.querySelector("details").open = false
    }
    this.lastDeleted = cards
    this.status.textContent = `Sẽ xóa ${cards.length} ảnh khi lưu ${this.owner}.`
    this.update()
  }

  restore(cards) {
    for (const card of cards) getField(card, "DELETE").checked = false
    this.status.textContent = `Đã hoàn tác: giữ lại ${cards.length} ảnh.`
    this.notifyChange()
    this.update()
    cards[0].querySelector("summary").focus()
  }

  notifyMove(card) {
    this.element.dispatchEvent(new CustomEvent("upload-panel:moved", { detail: { card } }))
  }
}

const element = document.querySelector("#photos-group[data-upload]")
if (element) new PhotoBoard(element)
