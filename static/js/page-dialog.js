// Shows a page of the admin site in a dialog of the form: files of other articles to use again, or where a file is
// used. A link with `data-page-dialog` opens its page (on-demand.js), and the part of it with `data-page-dialog-content`
// is shown. Without this script the link leads to the page.
//
// A form in the dialog that is sent by GET shows its page there. Sent by POST, it gets JSON: `cards`, which the upload
// panel of the link inserts, or `error`, a message for the user.
import { SessionExpiredError, fetchInSession } from "saovang/csrf"
import { createElement } from "saovang/dom"

export class PageDialog {
  constructor(link) {
    this.panel = link.closest(".sv-upload-panel")
    this.status = createElement("p", { className: "sv-reuse-status", role: "status" })
    this.content = createElement("div")
    const close = createElement("button", { type: "button", className: "button", textContent: "Đóng" })
    const heading = createElement("h2", { id: "page-dialog-heading", textContent: link.textContent })
    this.dialog = createElement(
      "dialog",
      { className: "sv-page-dialog", "aria-labelledby": heading.id },
      createElement("div", { className: "sv-page-dialog-top" }, heading, close),
      this.status,
      this.content,
    )
    close.addEventListener("click", () => this.dialog.close())
    this.content.addEventListener("submit", (event) => this.submit(event))
    this.dialog.addEventListener("close", () => this.dialog.remove())
    document.body.append(this.dialog)
    this.dialog.showModal()
    this.url = link.href
    this.show(link.href)
  }

  // Calls `action` with the response. Says in the dialog what failed.
  async request(url, options, action) {
    this.status.textContent = "Đang tải…"
    this.content.inert = true
    try {
      await action(await fetchInSession(url, options))
    } catch (error) {
      const hasExpired = error instanceof SessionExpiredError
      this.status.textContent = hasExpired
        ? "Phiên làm việc đã hết. Hãy đăng nhập lại ở một thẻ khác rồi thử lại."
        : "Chưa được: mất kết nối, hoặc máy chủ đang bận. Hãy thử lại."
    }
    this.content.inert = false
  }

  show(url) {
    return this.request(url, {}, async (response) => {
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const content = page.querySelector("[data-page-dialog-content]")
      if (!response.ok || !content) throw new Error(response.status)
      const status = content.querySelector("[data-status]")
      status?.remove()
      this.content.replaceChildren(content)
      this.content.inert = false
      this.status.textContent = status?.textContent ?? ""
      content.querySelector("[autofocus]")?.focus()
    })
  }

  submit(event) {
    event.preventDefault()
    const { target: form, submitter } = event
    const data = new URLSearchParams(new FormData(form))
    if (submitter?.name) data.append(submitter.name, submitter.value)
    if (submitter?.formMethod !== "post") return this.show(`${this.url}?${data}`)
    const options = { method: "POST", body: data, headers: { Accept: "application/json" } }
    return this.request(this.url, options, async (response) => {
      const { cards, error } = await response.json()
      if (error) {
        this.status.textContent = error
        return
      }
      for (const html of cards) this.panel.dispatchEvent(new CustomEvent("upload-panel:insert", { detail: { html } }))
      this.dialog.close()
    })
  }
}
