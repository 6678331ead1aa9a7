// Saves the fields of a form on the server shortly after each change, separately from what the form is about.
// Each opened page saves under a key of its own, so that two tabs do not overwrite each other's text.
// The form is submitted only after the session has been checked, so that an expired session loses no text, and for
// approval only after what is unresolved has been shown.
import { Checklist } from "saovang/article-checklist"
import { createKey, fetchInSession, ForbiddenError, renewCsrfToken, SessionExpiredError } from "saovang/csrf"
import { createElement } from "saovang/dom"

const SAVE_DELAY = 2500 // milliseconds
const RETRY_DELAY = 6000
const SAVED = "Đã tự giữ"
const TOO_LARGE = "Chữ dài quá nên không tự giữ được nữa, và sẽ không lưu được. Hãy chia thành nhiều phần."
const STAYING = document.querySelector("[name=_continue]") ? "_continue" : "_save" // the button that saves and stays
const SCROLL_KEY = `scroll:${location.pathname}`
const MAX_KEEPALIVE_LENGTH = 60000 // browsers refuse keepalive requests with a body of more than 64 KiB

/** The server refuses to store the text, and says why. */
class RefusedError extends Error {}

class Autosave {
  /** @param {HTMLElement} container - shows the status; its data-url saves (POST) and renews the token (GET) */
  constructor(container) {
    this.container = container
    this.status = container.querySelector("[role=status]")
    this.details = container.appendChild(createElement("span"))
    this.form = container.closest("form")
    this.url = container.dataset.url
    this.checklist = document.getElementById("checklist") && new Checklist(this.form) // of an article
    this.key = createKey() // not the one in the form: browsers copy fields to a duplicated or reloaded page
    this.dirty = false // whether there are changes that the server does not have
    this.hasError = false
    this.timer = null
    this.pending = Promise.resolve() // the running save
    this.sessionChecked = false
    this.leaving = false // whether the page is being left by submitting a form
    this.addListeners()
    if ("unsaved" in container.dataset) this.markChanged() // the page shows a form with errors: nothing is saved yet
  }

  addListeners() {
    for (const type of ["input", "change"]) {
      this.form.addEventListener(type, (event) => {
        if (event.target.type !== "file") this.markChanged()
      })
    }
    for (const type of ["formset:added", "formset:removed"]) {
      document.addEventListener(type, () => this.markChanged()) // a row, by a button of the admin site
    }
    this.form.addEventListener("formdata", (event) => event.formData.set("form_key", this.key))
    this.form.addEventListener("submit", (event) => this.checkSession(event))
    document.addEventListener("visibilitychange", () => this.saveHidden())
    window.addEventListener("submit", (event) => {
      if (event.defaultPrevented || event.submitter?.formTarget) return
      this.leaving = true
      if (event.submitter?.name === STAYING) sessionStorage.setItem(SCROLL_KEY, scrollY)
    })
    window.addEventListener("pageshow", () => {
      this.leaving = false
    })
    window.addEventListener("focus", () => {
      if (this.dirty && !this.timer) this.startSave()
    })
    window.addEventListener("beforeunload", (event) => {
      if (this.hasError && this.dirty && !this.leaving) event.preventDefault()
    })
  }

  markChanged() {
    this.dirty = true
    this.scheduleSave(SAVE_DELAY)
  }

  scheduleSave(delay) {
    this.timer ??= setTimeout(() => this.startSave(), delay)
  }

  // One after the other: an older text must not arrive last.
  startSave() {
    this.pending = this.pending.then(() => this.save())
  }

  async save() {
    this.timer = null
    try {
      const { at, notes } = await this.store()
      this.showSaved(at)
      this.showNotes(notes)
    } catch (error) {
      this.handleError(error)
    }
  }

  // Stores the form's values and shows the check list for them. Returns the answer.
  async store() {
    this.dirty = false
    try {
      let response = await this.post()
      if (response.status === 403) {
        await renewCsrfToken(this.url)
        response = await this.post()
      }
      if (response.status === 404) throw new ForbiddenError()
      if (response.status === 413) throw new RefusedError(TOO_LARGE)
      if (response.status === 422) throw new RefusedError((await response.json()).error)
      if (!response.ok) throw new Error(response.status)
      const answer = await response.json()
      this.checklist?.update(answer.checklist)
      return answer
    } catch (error) {
      this.dirty = true
      throw error
    }
  }

  // Saves when the tab is closed or the phone is locked: the request outlives the page.
  saveHidden() {
    if (document.visibilityState !== "hidden" || !this.dirty || this.leaving) return
    this.dirty = false
    this.pending = this.post(true).catch(() => {
      this.dirty = true
    })
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

  async checkSession(event) {
    if (event.defaultPrevented || this.sessionChecked || event.submitter?.formTarget) return
    const asks = event.submitter?.name === "_submit"
    if (asks && this.form.querySelector(".sv-upload:not(.sv-failed)")) return // the panel sends the form after the uploads
    event.preventDefault()
    clearTimeout(this.timer)
    this.timer = null
    await this.pending
    try {
      await renewCsrfToken(this.url)
      if (asks && !(await this.confirm())) return
    } catch (error) {
      this.handleError(error)
      return
    }
    this.sessionChecked = true
    this.form.requestSubmit(event.submitter)
    this.sessionChecked = false
  }

  async confirm() {
    try {
      await this.store()
    } catch (error) {
      if (error instanceof RefusedError) return true // the server, which checks again, says why
      throw error
    }
    return this.checklist.confirm()
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
      this.showError("Nay không sửa ở đây được nữa (đã gửi duyệt, đã đăng, đã xóa…). Hãy chép lại chỗ vừa gõ.")
    } else if (error instanceof RefusedError) {
      this.showError(error.message)
    } else {
      this.showError("Chưa giữ được chữ trên máy chủ (mất kết nối?). Chữ vẫn còn trên màn hình này; đang thử lại …")
      this.scheduleSave(RETRY_DELAY)
    }
  }

  // Shows who else types here, also the same person in another tab.
  showNotes(notes) {
    const elements = notes.map((textContent) => createElement("p", { className: "sv-note", textContent }))
    for (const element of elements) element.setAttribute("role", "note")
    document.getElementById("editing-notes").replaceChildren(...elements)
  }

  // The time is outside the live region, which is changed once only: screen readers do not read it out at each save.
  showSaved(at) {
    const [before, after] = [" lúc", ", chưa lưu hẳn"].map((textContent) =>
      createElement("span", { className: "sv-autosave-hint", textContent }),
    )
    this.showDetails(false, before, ` ${at}`, after)
    if (this.status.textContent !== SAVED) this.status.textContent = SAVED
  }

  showError(...content) {
    this.status.textContent = ""
    this.showDetails(true, ...content)
  }

  showDetails(isError, ...content) {
    this.hasError = isError
    this.container.classList.toggle("sv-note", isError)
    if (isError) this.details.setAttribute("role", "alert")
    else this.details.removeAttribute("role")
    this.details.replaceChildren(...content)
  }
}

// Drops an offered text without leaving the page, which may have newer text.
async function discard(autosave, form, button) {
  try {
    await renewCsrfToken(form.action)
    const body = new URLSearchParams(new FormData(form))
    body.append(button.name, button.value)
    const response = await fetchInSession(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    })
    if (response.status === 409) throw new RefusedError((await response.json()).error)
    if (!response.ok) throw new Error(response.status)
  } catch (error) {
    if (error instanceof SessionExpiredError || error instanceof RefusedError) autosave.handleError(error)
    else autosave.showError("Chưa bỏ được (mất kết nối?). Hãy thử lại.")
    return
  }
  const offers = document.getElementById("autosave-offers")
  button.closest("#autosave-offers > div").remove()
  const next = offers.querySelector("button") ?? document.getElementById("content-start")
  if (!offers.childElementCount) offers.remove()
  next.focus({ preventScroll: true })
}

// Saving returns to the same place of the form, unless there is something to read at the top.
const savedPosition = sessionStorage.getItem(SCROLL_KEY)
sessionStorage.removeItem(SCROLL_KEY)
if (savedPosition && !document.querySelector(".errornote, .messagelist :is(.error, .warning)"))
  scrollTo(0, savedPosition)

const container = document.getElementById("autosave")
if (container) {
  const autosave = new Autosave(container)
  const discardForm = document.getElementById("discard-autosave")
  discardForm?.addEventListener("submit", (event) => {
    if (!event.submitter) return // an older browser: leaves the page
    event.preventDefault()
    discard(autosave, discardForm, event.submitter)
  })
}
