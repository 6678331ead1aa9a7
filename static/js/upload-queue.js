// Sends files to the server, each in its own request with its own progress and message, a few at a time.
//
// A row (`upload.row`, an `li`) shows the name, the progress and the message of a file; the caller puts it into the page.
// `upload.onSuccess(request)` is called with the response, which is a card; what it returns resolves `upload.result`. The
// result of a file that failed is null. It may still be stored later, when somebody presses "Thử lại".
import { renewCsrfToken } from "saovang/csrf"
import { createElement } from "saovang/dom"

const RETRY_DELAY = 1500 // milliseconds, while the server is busy
const MAX_RETRIES = 40

/** Return a UUID. crypto.randomUUID() is missing where the admin site is opened without HTTPS. */
function makeKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

export function parseCard(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.content.firstElementChild
}

export class UploadQueue {
  /**
   * @param {HTMLFormElement} form - has the CSRF token
   * @param {Object} options - `tokenUrl` renews the CSRF token; `onChange` is called when a file begins, ends or is removed
   */
  constructor(form, { maxConcurrent, tokenUrl, onChange }) {
    Object.assign(this, { form, maxConcurrent, tokenUrl, onChange, waiting: [], running: 0 })
  }

  /** Return how many files are not stored yet. */
  get remaining() {
    return this.running + this.waiting.length
  }

  /** @param {function(): Object} getFields - returns what the request sends besides the file, when it is sent */
  enqueue(file, url, getFields) {
    const name = createElement("span", { className: "sv-upload-name", textContent: file.name })
    const progress = createElement("progress", { max: 100, value: 0, "aria-label": `Tải lên ${file.name}` })
    const message = createElement("span", { className: "sv-upload-message", textContent: "Đang chờ…" })
    const row = createElement("li", { className: "sv-upload" }, name, progress, message)
    const upload = { file, url, getFields, key: makeKey(), row, progress, message, retries: 0 }
    upload.result = new Promise((resolve) => (upload.end = resolve))
    this.waiting.push(upload)
    return upload
  }

  startNext() {
    while (this.running < this.maxConcurrent && this.waiting.length) this.send(this.waiting.shift())
    this.onChange()
  }

  send(upload) {
    this.running++
    const { file, url, getFields, key, progress, message } = upload
    const data = new FormData()
    data.append("file", file)
    data.append("key", key) // the same in each try, so that the server stores nothing twice
    for (const [name, value] of Object.entries(getFields())) data.append(name, value)
    const request = new XMLHttpRequest() // fetch() reports no upload progress
    request.open("POST", url)
    request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value)
    message.textContent = "Đang tải lên…"
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total
    })
    request.upload.addEventListener("load", () => {
      progress.value = 100
      message.textContent = "Đang xử lý…"
    })
    request.addEventListener("loadend", async () => {
      await this.handleResponse(upload, request)
      this.running--
      this.startNext()
    })
    request.send(data)
  }

  async handleResponse(upload, request) {
    const { status } = request
    const redirected = status === 200 && !request.responseURL.endsWith(upload.url)
    const isCard = status === 200 && !redirected && parseCard(request.responseText)?.matches(".sv-card")
    if (isCard) return upload.end(upload.onSuccess(request))
    // 429: others behind the same address upload as well.
    if ((status === 429 || status === 503) && upload.retries++ < MAX_RETRIES) {
      upload.message.textContent = "Đang chờ máy chủ…"
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY))
      this.waiting.unshift(upload)
      return
    }
    if (status === 403 && !upload.tokenRenewed) {
      upload.tokenRenewed = true
      if (await this.renewToken()) return void this.waiting.unshift(upload)
    }
    const isText = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain")
    if (redirected || status === 403) {
      this.fail(upload, "Phiên làm việc đã hết. Hãy đăng nhập lại ở một cửa sổ khác rồi bấm Thử lại.")
    } else if (status === 0 || status === 200) {
      // 200 without a card is the page of a public wireless network that asks to sign in.
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

  renewToken() {
    return renewCsrfToken(this.tokenUrl).then(
      () => true,
      () => false,
    )
  }

  fail(upload, text, canRetry = true) {
    const { row, progress, message } = upload
    upload.end(null)
    row.classList.add("sv-failed")
    progress.hidden = true
    message.textContent = text
    message.setAttribute("role", "alert")
    const addButton = (textContent, onClick) => {
      const button = createElement("button", { type: "button", textContent })
      button.addEventListener("click", onClick)
      row.append(button)
    }
    if (canRetry) addButton("Thử lại", () => this.retry(upload))
    addButton("Bỏ qua", () => {
      row.remove()
      this.onChange()
    })
  }

  retry(upload) {
    const { row, progress, message } = upload
    row.classList.remove("sv-failed")
    row.querySelectorAll("button").forEach((button) => button.remove())
    message.removeAttribute("role")
    Object.assign(progress, { hidden: false, value: 0 })
    Object.assign(upload, { retries: 0, tokenRenewed: false })
    this.waiting.push(upload)
    this.startNext()
  }
}
