// The check list in the bar of the article's form. The server makes it, at each autosave; failed uploads, of which only the
// browser knows, are added here.
import { createElement } from "saovang/dom"

export class Checklist {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form
    this.panel = document.getElementById("checklist")
    this.counter = form.querySelector(".sv-bar-count")
    this.dialog = document.getElementById("submit-dialog") // only where "Gửi duyệt" is
    this.content = { html: this.panel.innerHTML, count: Number(this.counter.textContent), digest: "" }
    form.addEventListener("click", (event) => this.follow(event))
    this.dialog?.querySelector("[data-close]").addEventListener("click", () => this.dialog.close())
    this.dialog?.querySelector("[data-confirm]").addEventListener("click", () => this.dialog.close("send"))
    const observer = new MutationObserver(() => this.show())
    const options = { attributeFilter: ["class"], childList: true, subtree: true }
    for (const panel of form.querySelectorAll(".sv-upload-panel")) observer.observe(panel, options)
  }

  /** @param {{html: string, count: number, digest: string}} content - from the server */
  update(content) {
    this.content = content
    this.show()
  }

  show() {
    const failed = this.form.querySelectorAll(".sv-upload.sv-failed")
    const shown = `${failed.length} ${this.content.html}`
    if (shown === this.shown) return
    this.shown = shown
    const { activeElement } = document
    const hasFocus = this.panel.contains(activeElement)
    this.panel.innerHTML = this.content.html
    if (failed.length) {
      const href = `#${failed[0].closest("[id]").id}`
      const textContent = `${failed.length} tệp chưa tải lên được: thử lại, hoặc bỏ qua.`
      this.panel.prepend(createElement("p", {}, createElement("a", { href, textContent })))
    }
    this.count = this.content.count + failed.length
    this.counter.textContent = this.count
    this.counter.dataset.count = this.count
    if (!hasFocus) return
    const links = [...this.panel.querySelectorAll("a")]
    const link = links.find(({ hash }) => hash === activeElement.hash) ?? links[0] ?? this.counter.closest("button")
    link.focus()
  }

  /**
   * Show what is unresolved and ask whether to send the article all the same.
   * @returns {Promise<boolean>} whether the form is to be sent
   */
  async confirm() {
    this.show()
    if (!this.count || !this.dialog?.showModal) return true // a browser without dialogs is asked by the server
    const copies = [...this.panel.children].map((child) => child.cloneNode(true))
    this.dialog.querySelector(".sv-submit-items").replaceChildren(...copies)
    this.dialog.returnValue = ""
    this.dialog.showModal()
    await new Promise((resolve) => this.dialog.addEventListener("close", resolve, { once: true }))
    if (this.dialog.returnValue !== "send") return false
    this.form.elements.confirmed_checklist.value = this.content.digest
    return true
  }

  // Goes to the place that an item is about. The text field of the article is hidden: the editor stands for it.
  follow(event) {
    const link = event.target.closest(":is(.sv-checklist, .sv-submit-items) a")
    const place = link && document.getElementById(link.hash.slice(1))
    if (!place) return
    event.preventDefault()
    this.dialog?.close()
    if (this.panel.matches(":popover-open")) this.panel.hidePopover()
    const fold = place.closest("details")
    if (fold) fold.open = true
    const target = place.id === "id_body" ? (this.form.querySelector(".tiptap.ProseMirror") ?? place) : place
    target.focus({ preventScroll: true })
    target.scrollIntoView({ block: target.offsetHeight > innerHeight / 2 ? "start" : "center" })
  }
}
