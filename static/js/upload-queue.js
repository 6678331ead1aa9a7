// Files that wait to be sent to the server, each with its own progress and message. upload-sender.js, which is loaded with
// the first file, sends a few at a time. When the network is lost, the queue waits for it and sends on by itself.
//
// A row (`upload.row`, an `li`) shows the name, the progress and the message of a file; the caller puts it into the page.
// `upload.onSuccess(request)` is called with the response, which is a card; what it returns resolves `upload.result`. The
// result of a file that failed or was left out is null. One that failed may still be stored later, when somebody presses
// "Thử lại".
import { ForbiddenError, renewCsrfToken, SessionExpiredError } from "saovang/csrf"
import { createElement } from "saovang/dom"
import { load } from "saovang/load"

// Milliseconds without a network: doubled with each try, until a file arrives
const MIN_PAUSE = 1000
const MAX_PAUSE = 30_000

const NETWORK_LOST = "Mất mạng, sẽ tự gửi tiếp"

/** Wait until the browser finds a network or the page is seen again, but no longer than `delay` milliseconds. */
const waitForNetwork = (delay) =>
  new Promise((resolve) => {
    const listeners = new AbortController()
    const end = () => {
      listeners.abort()
      resolve()
    }
    const { signal } = listeners
    setTimeout(end, delay)
    window.addEventListener("online", end, { signal })
    document.addEventListener("visibilitychange", () => document.hidden || end(), { signal })
  })

/** Return the element of a card. */
export function parseCard(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.content.firstElementChild
}

export class UploadQueue {
  /**
   * @param {HTMLFormElement} form - has the CSRF token
   * @param {Object} options - `owner` is what messages call the owner of the files; `tokenUrl` renews the CSRF token; `onChange` is called when a file begins, ends or is
   * removed, and when the network is lost or found again
   */
  constructor(form, { maxConcurrent, owner, tokenUrl, onChange }) {
    Object.assign(this, { form, maxConcurrent, owner, tokenUrl, onChange })
    // `waiting` files have not begun, `running` ones are prepared, sent or processed; `ready` ones of them wait to be sent.
    Object.assign(this, { waiting: [], running: new Set(), ready: [], isOffline: false, pause: MIN_PAUSE })
    Object.assign(this, { sender: null, isLoading: false })
  }

  /** Return how many files are not stored yet. */
  get remaining() {
    return this.running.size + this.waiting.length
  }

  /** @param {function(): Object} getFields - returns what the request sends besides the file, when it is sent */
  enqueue(file, url, getFields) {
    const name = createElement("span", { className: "sv-upload-name", textContent: file.name })
    const progress = createElement("progress", { max: 100, value: 0, "aria-label": `Tải lên ${file.name}` })
    const message = createElement("span", { className: "sv-upload-message", textContent: "Đang chờ…" })
    const row = createElement("li", { className: "sv-upload" }, name, progress, message)
    const upload = { file, url, getFields, row, progress, message, retries: 0, losses: 0 }
    upload.result = new Promise((resolve) => (upload.end = resolve))
    this.waiting.push(upload)
    return upload
  }

  startNext() {
    if (this.sender) this.sender.startNext()
    else if (this.waiting.length) this.loadSender()
    this.onChange()
  }

  async loadSender() {
    if (this.isLoading || this.isOffline) return
    this.isLoading = true
    try {
      const { UploadSender } = await load("saovang/upload-sender")
      this.sender = new UploadSender(this)
      this.startNext()
    } catch {
      for (const upload of this.waiting) this.showLost(upload)
      this.waitForServer()
      this.onChange()
    }
    this.isLoading = false
  }

  /** Tell that a file arrived: the network is there again. */
  resetPause() {
    this.pause = MIN_PAUSE
  }

  /** Make a file the next one to be sent, unless it was left out meanwhile. */
  putBack(upload) {
    upload.message.textContent = "Đang chờ…"
    if (!upload.isSkipped) this.waiting.unshift(upload)
  }

  // ---- A lost network

  /** Let a file wait for the network. */
  holdBack(upload) {
    if (upload.body === upload.file) upload.body = null // the script that makes photos smaller may have been lost as well
    this.putBack(upload)
    this.showLost(upload)
    if (!this.isOffline) this.waitForServer()
  }

  showLost(upload) {
    upload.message.textContent = `${NETWORK_LOST}.`
    upload.row.querySelectorAll("button").forEach((button) => button.remove())
    this.addButton(upload, "Bỏ qua", () => this.skip(upload))
  }

  /** Send nothing until the server answers. The browser does not always know that its network is lost, or found. */
  async waitForServer() {
    this.isOffline = true
    do {
      await waitForNetwork(this.pause)
      this.pause = Math.min(2 * this.pause, MAX_PAUSE)
    } while (this.waiting.length && !(await this.reachesServer()))
    this.isOffline = false
    this.startNext()
  }

  reachesServer() {
    return renewCsrfToken(this.tokenUrl).then(
      () => true,
      (error) => error instanceof SessionExpiredError || error instanceof ForbiddenError, // the upload says which
    )
  }

  // ---- Files that are left out

  addButton(upload, textContent, onClick) {
    const button = createElement("button", { type: "button", textContent })
    button.setAttribute("aria-label", `${textContent}: ${upload.file.name}`)
    button.addEventListener("click", onClick)
    upload.row.append(button)
  }

  /** Leave a file out, whatever its state. */
  skip(upload) {
    upload.isSkipped = true
    upload.request?.abort()
    if (upload.row.contains(document.activeElement)) this.moveFocus(upload.row)
    upload.row.remove()
    upload.end(null)
    this.running.delete(upload)
    this.waiting = this.waiting.filter((other) => other !== upload)
    this.startNext()
  }

  /** Give the focus to a button of another file, or else to the field that chooses files. */
  moveFocus(row) {
    const panel = row.closest(".sv-upload-panel")
    const buttons = [...panel.querySelectorAll(".sv-upload button")].filter((button) => !row.contains(button))
    const next = buttons.find((button) => row.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING)
    ;(next ?? buttons.at(-1) ?? panel.querySelector(".sv-file-input")).focus()
  }

  /** Leave out all files that are not stored yet. */
  skipRemaining() {
    for (const upload of [...this.waiting, ...this.running]) this.skip(upload)
  }
}
