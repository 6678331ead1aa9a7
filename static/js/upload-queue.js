// Sends files to the server, each in its own request with its own progress and message, a few at a time. Photos are made
// smaller before. When the network is lost, the queue waits for it and sends on by itself.
//
// A row (`upload.row`, an `li`) shows the name, the progress and the message of a file; the caller puts it into the page.
// `upload.onSuccess(request)` is called with the response, which is a card; what it returns resolves `upload.result`. The
// result of a file that failed or was left out is null. One that failed may still be stored later, when somebody presses
// "Thử lại".
import { ForbiddenError, renewCsrfToken, SessionExpiredError } from "saovang/csrf"
import { createElement } from "saovang/dom"
import { shrinkPhoto } from "saovang/shrink"

// Milliseconds
const RETRY_DELAY = 1500 // while the server is busy
const MIN_PAUSE = 1000 // without a network: doubled with each try, until a file arrives
const MAX_PAUSE = 30_000
const MAX_SILENCE = 180_000 // of a request: the rest of a photo may lie in a buffer of a slow phone for two minutes

const MAX_RETRIES = 40
const MAX_LOSSES = 10 // of one file while the server can be reached: then it is not the network
const MAX_PROCESSED = 2 // files that the server works on: it would refuse more, and they would have been sent in vain

const NETWORK_LOST = "Mất mạng, sẽ tự gửi tiếp"

/** Return a UUID. crypto.randomUUID() is missing where the admin site is opened without HTTPS. */
function makeKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Return whether a file can be read: it may have been deleted or changed, or its memory card taken out. */
const isReadable = (file) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )

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

export function parseCard(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.content.firstElementChild
}

export class UploadQueue {
  /**
   * @param {HTMLFormElement} form - has the CSRF token
   * @param {Object} options - `tokenUrl` renews the CSRF token; `onChange` is called when a file begins, ends or is
   * removed, and when the network is lost or found again
   */
  constructor(form, { maxConcurrent, tokenUrl, onChange }) {
    Object.assign(this, { form, maxConcurrent, tokenUrl, onChange })
    // `waiting` files have not begun, `running` ones are prepared, sent or processed; `ready` ones of them wait to be sent.
    Object.assign(this, { waiting: [], running: new Set(), ready: [], isOffline: false, pause: MIN_PAUSE })
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
    const upload = { file, url, getFields, key: makeKey(), row, progress, message, retries: 0, losses: 0 }
    upload.result = new Promise((resolve) => (upload.end = resolve))
    this.waiting.push(upload)
    return upload
  }

  startNext() {
    while (!this.isOffline && this.running.size < this.maxConcurrent && this.waiting.length) {
      this.prepare(this.waiting.shift())
    }
    this.sendReady()
    this.onChange()
  }

  async prepare(upload) {
    if (upload.isSkipped) return
    this.running.add(upload)
    upload.row.querySelectorAll("button").forEach((button) => button.remove())
    upload.progress.value = 0
    upload.message.textContent = "Đang chuẩn bị…"
    upload.body ??= await shrinkPhoto(upload.file)
    this.ready.push(upload)
    this.sendReady()
  }

  sendReady() {
    for (const upload of this.isOffline ? this.ready.splice(0).reverse() : []) {
      this.running.delete(upload)
      this.holdBack(upload)
    }
    const countProcessed = () => [...this.running].filter((upload) => upload.isProcessed).length
    while (this.ready.length && countProcessed() < MAX_PROCESSED) this.send(this.ready.shift())
  }

  send(upload) {
    if (upload.isSkipped) return
    const { file, url, getFields, key, progress, message } = upload
    const data = new FormData()
    data.append("file", upload.body, file.name)
    data.append("key", key) // the same in each try, so that the server stores nothing twice
    for (const [name, value] of Object.entries(getFields())) data.append(name, value)
    const request = new XMLHttpRequest() // fetch() reports no upload progress
    upload.request = request
    upload.isProcessed = true // until it proves to be long on its way: a small file arrives at once
    request.open("POST", url)
    request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value)
    message.textContent = "Đang tải lên…"
    let silence = null
    // A connection whose network has vanished is not reported for a quarter of an hour.
    const expectSign = () => {
      clearTimeout(silence)
      silence = setTimeout(() => request.abort(), MAX_SILENCE)
    }
    expectSign()
    request.upload.addEventListener("progress", (event) => {
      expectSign()
      if (!event.lengthComputable) return
      progress.value = (100 * event.loaded) / event.total
      upload.isProcessed = event.loaded === event.total
      this.sendReady()
    })
    request.upload.addEventListener("load", () => {
      progress.value = 100
      message.textContent = "Đang xử lý…"
    })
    request.addEventListener("loadend", async () => {
      clearTimeout(silence)
      upload.isProcessed = false
      if (upload.isSkipped) return
      await this.handleResponse(upload, request)
      this.running.delete(upload)
      this.startNext()
    })
    request.send(data)
  }

  async handleResponse(upload, request) {
    const { status } = request
    const redirected = status === 200 && !request.responseURL.endsWith(upload.url)
    const isCard = status === 200 && !redirected && parseCard(request.responseText)?.matches(".sv-card")
    if (isCard) {
      this.pause = MIN_PAUSE
      return upload.end(upload.onSuccess(request))
    }
    // 408: the rest of the file did not arrive. 200 without a card is the page of a public wireless network that asks to
    // sign in.
    const isLost = status === 0 || status === 408 || (status === 200 && !redirected)
    if (isLost && !(await isReadable(upload.body))) {
      return this.fail(upload, "Không đọc được tệp này nữa. Hãy chọn lại tệp.", false)
    }
    if (isLost && upload.losses++ < MAX_LOSSES) return this.holdBack(upload)
    // 429: others behind the same address upload as well. 502 and 504: the server is being restarted.
    if ([429, 502, 503, 504].includes(status) && upload.retries++ < MAX_RETRIES) {
      upload.message.textContent = "Đang chờ máy chủ…"
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY))
      return this.putBack(upload)
    }
    if (status === 403 && !upload.tokenRenewed) {
      upload.tokenRenewed = true
      if (await this.renewToken()) return this.putBack(upload)
    }
    const isText = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain")
    if (redirected || status === 403) {
      this.fail(upload, "Phiên làm việc đã hết. Hãy đăng nhập lại ở một cửa sổ khác rồi bấm Thử lại.")
    } else if (isLost) {
      this.fail(upload, "Mất kết nối. Hãy kiểm tra mạng rồi bấm Thử lại.")
    } else if (status === 413) {
      this.fail(upload, "Tệp nặng quá giới hạn.", false)
    } else if (status === 404) {
      this.fail(upload, "Bài viết hoặc tệp này không còn nữa.", false)
    } else if (isText && status < 500) {
      this.fail(upload, request.responseText, false)
    } else {
      this.fail(upload, (isText && request.responseText) || "Máy chủ gặp lỗi. Hãy thử lại sau ít phút.")
    }
  }

  /** Make a file the next one to be sent, unless it was left out meanwhile. */
  putBack(upload) {
    upload.message.textContent = "Đang chờ…"
    if (!upload.isSkipped) this.waiting.unshift(upload)
  }

  // ---- A lost network

  /** Let a file wait for the network. */
  holdBack(upload) {
    this.putBack(upload)
    upload.message.textContent = `${NETWORK_LOST}.`
    this.addButton(upload, "Bỏ qua", () => this.skip(upload))
    if (!this.isOffline) this.waitForServer()
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

  // ---- Files that failed or are left out

  renewToken() {
    return renewCsrfToken(this.tokenUrl).then(
      () => true,
      () => false,
    )
  }

  addButton(upload, textContent, onClick) {
    const button = createElement("button", { type: "button", textContent })
    button.setAttribute("aria-label", `${textContent}: ${upload.file.name}`)
    button.addEventListener("click", onClick)
    upload.row.append(button)
  }

  fail(upload, text, canRetry = true) {
    const { row, progress, message } = upload
    upload.end(null)
    row.classList.add("sv-failed")
    progress.hidden = true
    message.textContent = text
    message.setAttribute("role", "alert")
    if (canRetry) this.addButton(upload, "Thử lại", () => this.retry(upload))
    this.addButton(upload, "Bỏ qua", () => this.skip(upload))
  }

  retry(upload) {
    const { row, progress, message } = upload
    row.classList.remove("sv-failed")
    message.removeAttribute("role")
    progress.hidden = false
    Object.assign(upload, { retries: 0, losses: 0, tokenRenewed: false })
    this.waiting.push(upload)
    this.startNext()
  }

  /** Leave a file out, whatever its state. */
  skip(upload) {
    upload.isSkipped = true
    upload.request?.abort()
    upload.row.remove()
    upload.end(null)
    this.running.delete(upload)
    this.waiting = this.waiting.filter((other) => other !== upload)
    this.startNext()
  }

  /** Leave out all files that are not stored yet. */
  skipRemaining() {
    for (const upload of [...this.waiting, ...this.running]) this.skip(upload)
  }
}
