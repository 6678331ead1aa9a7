// Dragging the cards of the photo board by mouse, pen and finger. Loaded when the board comes into view.
const LONG_PRESS = 350 // milliseconds before a finger drags instead of scrolling the page
const MIN_DISTANCE = 6 // pixels before the mouse drags
const SCROLL_EDGE = 80 // pixels from the edge of the window within which dragging scrolls it

const isAfter = (node, other) => other.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING

export class PhotoDragging {
  /** @param {PhotoBoard} board */
  constructor(board) {
    const { list } = board
    Object.assign(this, { board, list })
    this.press = null // the pointer that is down on a photo
    list.addEventListener("pointerdown", (event) => this.startPress(event))
    document.addEventListener("pointermove", (event) => this.handlePointerMove(event))
    document.addEventListener("pointerup", () => this.endPress(true))
    document.addEventListener("pointercancel", () => this.endPress(false))
    list.addEventListener("touchmove", (event) => this.press?.isDragging && event.preventDefault(), { passive: false })
    list.addEventListener("contextmenu", (event) => this.press?.isTouch && event.preventDefault())
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.endPress(false))
  }

  startPress(event) {
    if (event.button || !event.isPrimary || !event.target.matches(".sv-card-photo")) return
    const card = event.target.closest(".sv-photo")
    const { left, top } = card.getBoundingClientRect()
    const { clientX: x, clientY: y, pointerId } = event
    const isTouch = event.pointerType === "touch"
    this.press = { card, x, y, grab: { x: x - left, y: y - top }, pointerId, isTouch, next: card.nextElementSibling }
    if (isTouch) this.press.timer = setTimeout(() => this.startDragging(), LONG_PRESS)
  }

  handlePointerMove({ clientX, clientY }) {
    const { press } = this
    if (!press) return
    if (!press.isDragging) {
      if (Math.hypot(clientX - press.x, clientY - press.y) < MIN_DISTANCE) return
      if (press.isTouch) return this.endPress(false) // the page scrolls
      this.startDragging()
    }
    Object.assign(press, { x: clientX, y: clientY })
    this.drag()
  }

  startDragging() {
    const { press } = this
    press.isDragging = true
    this.list.setPointerCapture(press.pointerId)
    this.board.closeDetails(this.board.status)
    press.card.classList.add("sv-dragging")
    const scroll = () => {
      if (this.press !== press) return
      const below = press.y - innerHeight + SCROLL_EDGE
      const distance = press.y < SCROLL_EDGE ? press.y - SCROLL_EDGE : Math.max(below, 0)
      if (distance) {
        scrollBy(0, distance / 4)
        this.drag()
      }
      requestAnimationFrame(scroll)
    }
    scroll()
  }

  /** Put the card where the pointer is: in the order, and on the screen. */
  drag() {
    const { card, x, y, grab } = this.press
    const target = document.elementFromPoint(x, y)?.closest(".sv-photo")
    if (target && target !== card) target[isAfter(target, card) ? "after" : "before"](card)
    card.style.translate = "none"
    const { left, top } = card.getBoundingClientRect()
    card.style.translate = `${x - grab.x - left}px ${y - grab.y - top}px`
  }

  endPress(isDropped) {
    const { press } = this
    if (!press) return
    this.press = null
    clearTimeout(press.timer)
    if (!press.isDragging) return
    press.card.classList.remove("sv-dragging")
    press.card.style.translate = ""
    if (isDropped) this.board.notifyMove(press.card)
    else if (press.next) press.next.before(press.card)
    else this.list.append(press.card)
  }
}
