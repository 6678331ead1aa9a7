// Files of an article: each goes up in a request of its own, with its own progress and its own sentence.
const AT_ONCE = 2 // requests: the server works at one file a process and lets one wait
const RETRY_AFTER = 1500 // milliseconds, where the server is busy
const RETRIES = 40
const CARRIES_FILES = (event) => event.dataTransfer?.types.includes("Files")

class UploadPanel {
  constructor(element) {
    this.element = element
    this.form = element.closest("form")
    this.cards = element.querySelector(".sv-cards")
    this.status = element.querySelector(".sv-upload-status")
    this.waiting = []
    this.running = 0
    element.classList.add("sv-has-script")
    this.sortCards()
    this.cards.addEventListener("click", (event) => this.move(event.target.closest("[data-move]")))
    this.letDrag()
    const input = element.querySelector("input[type=file]")
    input?.addEventListener("change", () => {
      this.add(input.files)
      input.value = ""
    })
    this.form.addEventListener("submit", (event) => this.holdBack(event))
    window.addEventListener("beforeunload", (event) => this.busy && event.preventDefault())
  }

  get busy() {
    return this.running + this.waiting.length > 0
  }

  takes(file) {
    const image = file.type.startsWith("image/") || /\.(hei[cf]|avif)$/i.test(file.name)
    return image === (this.element.dataset.takes === "image/")
  }

  // ---- Uploading

  add(files) {
    for (const file of files) {
      const row = document.createElement("li")
      row.className = "sv-upload"
      const name = Object.assign(document.createElement("span"), {
        className: "sv-upload-name",
        textContent: file.name,
      })
      const bar = document.createElement("progress")
      bar.max = 100
      bar.value = 0
      bar.setAttribute("aria-label", `Tải lên ${file.name}`)
      const said = Object.assign(document.createElement("span"), {
        className: "sv-upload-message",
        textContent: "Đang chờ…",
      })
      row.append(name, bar, said)
      this.cards.append(row)
      this.waiting.push({ file, row, bar, said, retries: 0 })
    }
    this.next()
  }

  next() {
    while (this.running < AT_ONCE && this.waiting.length) this.send(this.waiting.shift())
    this.say()
    if (!this.busy && this.held) {
      const { button } = this.held
      this.held = null
      this.form.requestSubmit(button)
    }
  }

  send(upload) {
    this.running++
    const { file, row, bar, said } = upload
    const data = new FormData()
    data.append("file", file)
    data.append("order", [...this.cards.children].indexOf(row) + 1)
    const request = new XMLHttpRequest()
    request.open("POST", this.element.dataset.upload)
    request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value)
    said.textContent = "Đang tải lên…"
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total
    })
    request.upload.addEventListener("load", () => {
      bar.value = 100
      said.textContent = "Đang xử lý…"
    })
    request.addEventListener("loadend", async () => {
      await this.answer(upload, request)
      this.running--
      this.next()
    })
    request.send(data)
  }

  async answer(upload, request) {
    const type = request.getResponseHeader("Content-Type") ?? ""
    const moved = request.status === 200 && !request.responseURL.endsWith(this.element.dataset.upload)
    if (request.status === 200 && !moved) return this.put(upload.row, request.responseText)
    if (request.status === 503 && upload.retries++ < RETRIES) {
      upload.said.textContent = "Đang chờ máy chủ…"
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER))
      this.waiting.unshift(upload)
      return
    }
    if (request.status === 403 && !upload.renewed) {
      upload.renewed = true
      if (await this.renewToken()) return void this.waiting.unshift(upload)
    }
    if (moved || request.status === 403) {
      this.fail(upload, "Phiên làm việc đã hết. Hãy đăng nhập lại ở một cửa sổ khác rồi bấm Thử lại.")
    } else if (request.status === 0) {
      this.fail(upload, "Mất kết nối. Hãy kiểm tra mạng rồi bấm Thử lại.")
    } else if (request.status === 413) {
      this.fail(upload, "Tệp nặng quá giới hạn.", false)
    } else if (request.status === 404) {
      this.fail(upload, "Bài viết không còn nữa.", false)
    } else if (type.startsWith("text/plain") && request.status < 500) {
      this.fail(upload, request.responseText, false)
    } else {
      const sentence = type.startsWith("text/plain") && request.responseText
      this.fail(upload, sentence || "Máy chủ gặp lỗi. Hãy thử lại sau ít phút.")
    }
  }

  // Signing in anew changes the token that this page was made with.
  async renewToken() {
    const page = await fetch(location.pathname).catch(() => null)
    if (!page?.ok || page.redirected) return false
    const token = (await page.text()).match(/name="csrfmiddlewaretoken" value="(\w+)"/)?.[1]
    if (token) this.form.elements.csrfmiddlewaretoken.value = token
    return Boolean(token)
  }

  put(row, html) {
    const index = this.total("INITIAL_FORMS").value
    const prefix = this.element.dataset.prefix
    const template = document.createElement("template")
    template.innerHTML = html.replaceAll(`${prefix}-0-`, `${prefix}-${index}-`)
    row.replaceWith(template.content.firstElementChild)
    for (const name of ["TOTAL_FORMS", "INITIAL_FORMS"]) this.total(name).value = Number(index) + 1
    this.changed()
  }

  total(name) {
    return this.form.elements[`${this.element.dataset.prefix}-${name}`]
  }

  fail(upload, sentence, again = true) {
    const { row, bar, said } = upload
    row.classList.add("sv-failed")
    bar.hidden = true
    said.textContent = sentence
    said.setAttribute("role", "alert")
    const button = (text, action) => {
      const element = Object.assign(document.createElement("button"), { type: "button", textContent: text })
      element.addEventListener("click", action)
      row.append(element)
    }
    const reset = () => {
      row.classList.remove("sv-failed")
      row.querySelectorAll("button").forEach((element) => element.remove())
      said.removeAttribute("role")
      Object.assign(bar, { hidden: false, value: 0 })
      Object.assign(upload, { retries: 0, renewed: false })
      this.waiting.push(upload)
      this.next()
    }
    if (again) button("Thử lại", reset)
    button("Bỏ qua", () => {
      row.remove()
      this.say()
    })
  }

  say() {
    const { noun } = this.element.dataset
    const left = this.running + this.waiting.length
    const failed = this.cards.querySelectorAll(".sv-failed").length
    const parts = []
    if (left) parts.push(`Còn ${left} ${noun} đang tải lên.`)
    if (failed) parts.push(`${failed} ${noun} không nhận được.`)
    if (this.held) parts.push("Bài sẽ được lưu ngay khi tải xong.")
    if (!left && !failed && this.sent) parts.push(`Đã tải lên xong mọi ${noun}.`)
    this.sent ||= left > 0
    this.status.textContent = parts.join(" ")
  }

  // Saving waits for what is on its way.
  holdBack(event) {
    if (!this.busy || event.defaultPrevented) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.held = { button: event.submitter }
    this.say()
    this.status.scrollIntoView({ block: "center" })
  }

  // ---- Order

  get orders() {
    return [...this.cards.querySelectorAll("input[name$='-order']")]
  }

  sortCards() {
    const order = (card) => Number(card.querySelector("input[name$='-order']")?.value ?? 0)
    const cards = [...this.cards.children]
    this.cards.append(...cards.sort((a, b) => order(a) - order(b)))
  }

  changed() {
    this.orders.forEach((field, index) => (field.value = index + 1))
    this.orders[0]?.dispatchEvent(new Event("input", { bubbles: true }))
    this.element.dispatchEvent(new CustomEvent("upload-panel:changed", { bubbles: true }))
  }

  move(button) {
    if (!button) return
    const card = button.closest(".sv-card")
    if (button.dataset.move < 0) card.previousElementSibling?.before(card)
    else card.nextElementSibling?.after(card)
    this.changed()
    button.focus()
    const all = [...this.cards.querySelectorAll(".sv-card")]
    this.status.textContent = `Đã chuyển đến vị trí ${all.indexOf(card) + 1} trong ${all.length}.`
  }

  letDrag() {
    let dragged = null
    this.cards.addEventListener("dragstart", (event) => {
      dragged = event.target.closest?.(".sv-card-photo, .card-handle")?.closest(".sv-card") ?? null
      if (dragged) event.dataTransfer.effectAllowed = "move"
    })
    this.cards.addEventListener("dragover", (event) => {
      const over = event.target.closest(".sv-card")
      if (!dragged || !over) return
      event.preventDefault()
      if (over === dragged) return
      const forward = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING
      over[forward ? "after" : "before"](dragged)
    })
    this.cards.addEventListener("drop", (event) => dragged && event.preventDefault())
    this.cards.addEventListener("dragend", () => {
      if (dragged) this.changed()
      dragged = null
    })
  }
}

const panels = [...document.querySelectorAll(".sv-upload-panel[data-upload]")].map(
  (element) => new UploadPanel(element),
)

// A file dropped anywhere goes to the panel that takes its kind; a browser would leave the page and open it.
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  window.addEventListener(
    kind,
    (event) => {
      if (!CARRIES_FILES(event)) return
      event.preventDefault()
      event.stopPropagation()
      const over = kind === "dragenter" || kind === "dragover"
      document.body.classList.toggle("sv-drag-over", over)
      if (kind !== "drop") return
      const files = [...event.dataTransfer.files]
      for (const panel of panels) panel.add(files.filter((file) => panel.takes(file)))
    },
    true,
  )
}
