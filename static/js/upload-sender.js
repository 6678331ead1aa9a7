// Sends the files of an upload queue, a few at a time. Photos are made smaller before.
import { createKey, renewCsrfToken } from "saovang/csrf"
import { shrinkPhoto } from "saovang/shrink"
import { parseCard } from "saovang/upload-queue"

const RETRY_DELAY = 1500 // milliseconds, while the server is busy
const MAX_SILENCE = 180_000 // milliseconds: the rest of a photo may lie in a buffer of a slow phone for two minutes

const MAX_RETRIES = 40
const MAX_LOSSES = 10 // of one file while the server can be reached: then it is not the network
const MAX_PROCESSED = 2 // files that the server works on: it would refuse more, and they would have been sent in vain

/** Return whether a file can be read: it may have been deleted or changed, or its memory card taken out. */
const isReadable = (file) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )

const renewToken = (url) =>
  renewCsrfToken(url).then(
    () => true,
    () => false,
  )

/** What an UploadQueue does with the files that wait in it. */
export class UploadSender {
  constructor(queue) {
    this.queue = queue
  }

  startNext() {
    const { queue } = this
    while (!queue.isOffline && queue.running.size < queue.maxConcurrent && queue.waiting.length) {
      this.prepare(queue.waiting.shift())
    }
    this.sendReady()
  }

  async prepare(upload) {
    const { queue } = this
    if (upload.isSkipped) return
    queue.running.add(upload)
    upload.key ??= createKey() // the same in each try, so that the server stores nothing twice
    upload.row.querySelectorAll("button").forEach((button) => button.remove())
    upload.progress.value = 0
    upload.message.textContent = "Đang chuẩn bị…"
    upload.body ??= await shrinkPhoto(upload.file)
    queue.ready.push(upload)
    this.sendReady()
  }

  sendReady() {
    const { queue } = this
    for (const upload of queue.isOffline ? queue.ready.splice(0).reverse() : []) {
      queue.running.delete(upload)
      queue.holdBack(upload)
    }
    const countProcessed = () => [...queue.running].filter((upload) => upload.isProcessed).length
    while (queue.ready.length && countProcessed() < MAX_PROCESSED) this.send(queue.ready.shift())
  }

  send(upload) {
    const { queue } = this
    if (upload.isSkipped) return
    const { file, url, getFields, key, progress, message } = upload
    const data = new FormData()
    data.append("file", upload.body, file.name)
    data.append("key", key)
    for (const [name, value] of Object.entries(getFields())) data.append(name, value)
    const request = new XMLHttpRequest() // fetch() reports no upload progress
    upload.request = request
    upload.isProcessed = true // until it proves to be long on its way: a small file arrives at once
    request.open("POST", url)
    request.setRequestHeader("X-CSRFToken", queue.form.elements.csrfmiddlewaretoken.value)
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
      queue.running.delete(upload)
      queue.startNext()
    })
    request.send(data)
  }

  async handleResponse(upload, request) {
    const { queue } = this
    const { status } = request
    const redirected = status === 200 && !request.responseURL.endsWith(upload.url)
    const isCard = status === 200 && !redirected && parseCard(request.responseText)?.matches(".sv-card")
    if (isCard) {
      queue.resetPause()
      return upload.end(upload.onSuccess(request))
    }
    // 408: the rest of the file did not arrive. 200 without a card is the page of a public wireless network that asks to
    // sign in.
    const isLost = status === 0 || status === 408 || (status === 200 && !redirected)
    if (isLost && !(await isReadable(upload.body))) {
      return this.fail(upload, "Không đọc được tệp này nữa. Hãy chọn lại tệp.", false)
    }
    if (isLost && upload.losses++ < MAX_LOSSES) return queue.holdBack(upload)
    // 429: others behind the same address upload as well. 502 and 504: the server is being restarted.
    if ([429, 502, 503, 504].includes(status) && upload.retries++ < MAX_RETRIES) {
      upload.message.textContent = "Đang chờ máy chủ…"
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY))
      return queue.putBack(upload)
    }
    if (status === 403 && !upload.tokenRenewed) {
      upload.tokenRenewed = true
      if (await renewToken(queue.tokenUrl)) return queue.putBack(upload)
    }
    const isText = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain")
    if (redirected || status === 403) {
      this.fail(upload, "Phiên làm việc đã hết. Hãy đăng nhập lại ở một cửa sổ khác rồi bấm Thử lại.")
    } else if (isLost) {
      this.fail(upload, "Mất kết nối. Hãy kiểm tra mạng rồi bấm Thử lại.")
    } else if (status === 413) {
      this.fail(upload, "Tệp nặng quá giới hạn.", false)
    } else if (status === 404) {
      this.fail(upload, `${queue.owner} hoặc tệp này không còn nữa.`, false)
    } else if (isText && status < 500) {
      this.fail(upload, request.responseText, false)
    } else {
      this.fail(upload, (isText && request.responseText) || "Máy chủ gặp lỗi. Hãy thử lại sau ít phút.")
    }
  }

  fail(upload, text, canRetry = true) {
    const { queue } = this
    const { row, progress, message } = upload
    upload.end(null)
    row.classList.add("sv-failed")
    progress.hidden = true
    message.textContent = text
    message.setAttribute("role", "alert")
    if (canRetry) queue.addButton(upload, "Thử lại", () => this.retry(upload))
    queue.addButton(upload, "Bỏ qua", () => queue.skip(upload))
  }

  retry(upload) {
    const { queue } = this
    const { row, progress, message } = upload
    if (row.contains(document.activeElement)) queue.moveFocus(row) // the buttons go when it is sent
    row.classList.remove("sv-failed")
    message.removeAttribute("role")
    progress.hidden = false
    Object.assign(upload, { retries: 0, losses: 0, tokenRenewed: false })
    queue.waiting.push(upload)
    queue.startNext()
  }
}
