// Saves the fields of an article on the server shortly after each change, separately from the article itself.
// The form is submitted only after the session has been checked, so that an expired session loses no text.
import { fetchInSession, ForbiddenError, renewCsrfToken, SessionExpiredError } from "saovang/csrf"
import { createElement } from "saovang/dom"

const SAVE_DELAY = 2500 // milliseconds
const RETRY_DELAY = 6000
const MAX_KEEPALIVE_LENGTH = 60000 // browsers refuse keepalive requests with a body of more than 64 KiB

class Autosave {
  /** @param {HTMLElement} container - shows the status; its data-url saves (POST) and renews the token (GET) */
  constructor(container) {
    this.container = container
    this.form = container.closest("form")
    this.url = container.dataset.url
    this.dirty = false // whether there are changes that the server does not have
    this.hasError = false
    this.timer = null
    this.pending = Promise.resolve() // the running save
    this.sessionChecked = false
    this.leaving = false // whether the page is being left by submitting a form
    this.addListeners()
  }

  addListeners() {
    for (const type of ["input", "change"]) this.form.addEventListener(type, (event) => this.handleChange(event))
    this.form.addEventListener("submit", (event) => this.checkSession(event))
    document.addEventListener("visibilitychange", () => this.saveHidden())
    window.addEventListener("submit", (event) => {
      if (!event.defaultPrevented && !event.submitter?.formTarget) this.leaving = true
    })
    window.addEventListener("pageshow", () => {
      this.leaving = false
    })
    window.addEventListener("focus", () => {
      if (this.dirty && !this.timer) this.pending = this.save()
    })
    window.addEventListener("beforeunload", (event) => {
      if (this.hasError && this.dirty && !this.leaving) event.preventDefault()
    })
  }

  handleChange(event) {
    if (event.target.type === "file") return
    if ("hasDraft" in this.container.dataset) {
      this.showError("Chưa tự giữ chữ mới: trước hết hãy chọn lấy lại hay bỏ chữ gõ lần trước, ở ngay trên.")
      return
    }
    this.dirty = true
    this.scheduleSave(SAVE_DELAY)
  }

  scheduleSave(delay) {
    this.timer ??= setTimeout(() => {
      this.pending = this.save()
    }, delay)
  }

  async save() {
    this.timer = null
    this.dirty = false
    try {
      let response = await this.post()
      if (response.status === 403) {
        await renewCsrfToken(this.url)
        response = await this.post()
      }
      if (!response.ok) throw new Error(response.status)
      this.markSaved()
      this.setStatus(`Đã tự giữ chữ đang gõ lúc ${(await response.json()).at}. Chưa lưu vào bài.`)
    } catch (error) {
      this.dirty = true
      this.handleError(error)
    }
  }

  // Saves when the tab is closed or the phone is locked: the request outlives the page.
  saveHidden() {
    if (document.visibilityState !== "hidden" || !this.dirty || this.leaving) return
    this.dirty = false
    this.pending = this.post(true).then(
      () => this.markSaved(),
      () => {
        this.dirty = true
      },
    )
  }

  post(outlivePage = false) {
    const body = this.getValues()
    const keepalive = outlivePage && String(body).length < MAX_KEEPALIVE_LENGTH
    return fetchInSession(this.url, { method: "POST", body, keepalive })
  }

  getValues() {
    const values = new URLSearchParams()
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") values.append(name, value)
    return values
  }

  // Tells the server on submit that this form's text has been saved here, so that the saved copy can be deleted.
  markSaved() {
    this.form.elements.includes_autosave.value = "1"
  }

  async checkSession(event) {
    if (event.defaultPrevented || this.sessionChecked || event.submitter?.formTarget) return
    event.preventDefault()
    clearTimeout(this.timer)
    this.timer = null
    await this.pending
    try {
      await renewCsrfToken(this.url)
    } catch (error) {
      this.handleError(error)
      this.container.scrollIntoView({ block: "center" })
      return
    }
    this.sessionChecked = true
    this.form.requestSubmit(event.submitter)
    this.sessionChecked = false
  }

  handleError(error) {
    if (error instanceof SessionExpiredError) {
      this.showError(
        "Phiên làm việc đã hết. Chữ vẫn còn trên màn hình này, đừng đóng nó: hãy đăng nhập lại rồi quay về đây.",
        " ",
        createElement("a", {
          href: this.container.dataset.signIn,
          target: "_blank",
          textContent: "Đăng nhập trong thẻ mới",
        }),
      )
    } else if (error instanceof ForbiddenError) {
      this.showError("Bài này nay không sửa được nữa (đã gửi duyệt hoặc đã đăng). Hãy chép lại chỗ vừa gõ.")
    } else {
      this.showError("Chưa giữ được chữ trên máy chủ (mất kết nối?). Chữ vẫn còn trên màn hình này; đang thử lại …")
      this.scheduleSave(RETRY_DELAY)
    }
  }

  setStatus(text) {
    this.showMessage("status", text)
  }

  showError(...content) {
    this.showMessage("alert", ...content)
  }

  showMessage(role, ...content) {
    this.hasError = role === "alert"
    this.container.classList.toggle("sv-note", this.hasError)
    this.container.setAttribute("role", role)
    this.container.replaceChildren(...content)
  }
}

const container = document.getElementById("autosave")
if (container) new Autosave(container)
