// Dialog for the target of a link: an address as people write it, or words that find pages and files of the portal.
import { fetchInSession } from "saovang/csrf"
import { createElement } from "saovang/dom"
import { normalizeHref, refuseHref } from "saovang/hrefs"

const SEARCH_DELAY = 250 // milliseconds after the last key
const HELP =
  "Gõ địa chỉ trang web, thư điện tử hay số điện thoại; hoặc gõ vài chữ để tìm trong trang này. " +
  "Chỉ tìm được những gì bà con đã xem được."

function markInvalid(input) {
  input.setAttribute("aria-invalid", "true")
  input.focus()
}

class LinkDialog {
  /**
   * @param {Object} options
   * @param {string} options.href - target at first, "" for a new link
   * @param {string} options.title - text shown on hovering, or what `titleLabel` says
   * @param {string} options.url - view that finds pages and files; "" if there is none
   * @param {function(string): ?string} options.resolve - returns the URL that a text means
   * @param {function(string): string} options.refuse - returns the sentence for a text that means none
   * @param {function({href: string, title: ?string})} options.onConfirm
   */
  constructor({
    heading = "Liên kết",
    hrefLabel = "Địa chỉ, hoặc chữ cần tìm",
    help = HELP,
    titleLabel = "Lời chú khi rê chuột (có thể để trống)",
    isTitleRequired = false,
    href = "",
    title = "",
    url = "",
    resolve = normalizeHref,
    refuse = refuseHref,
    onConfirm,
  }) {
    Object.assign(this, { url, resolve, refuse, onConfirm, options: [], active: -1, timer: null, request: null })
    this.input = createElement("input", {
      id: "link-href",
      type: "text",
      value: href,
      autocomplete: "off",
      spellcheck: false,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": "link-options",
      "aria-expanded": "false",
      "aria-describedby": "link-help link-error",
    })
    this.error = createElement("p", { id: "link-error", className: "sv-link-error", role: "alert" })
    this.status = createElement("p", { className: "sv-link-status", role: "status" })
    this.list = createElement("ul", {
      id: "link-options",
      role: "listbox",
      "aria-label": "Trang tìm thấy",
      hidden: true,
    })
    this.titleInput = createElement("input", {
      id: "link-title",
      type: "text",
      value: title,
      autocomplete: "off",
      required: isTitleRequired,
      "aria-describedby": "link-title-error",
    })
    this.titleError = createElement("p", { id: "link-title-error", className: "sv-link-error" })
    const cancelButton = createElement("button", { type: "button", className: "button", textContent: "Hủy" })
    const form = createElement(
      "form",
      { noValidate: true },
      createElement("h2", { id: "link-heading", textContent: heading }),
      createElement("label", { htmlFor: "link-href", textContent: hrefLabel }),
      this.input,
      createElement("p", { id: "link-help", className: "help", textContent: help }),
      this.error,
      this.status,
      this.list,
      createElement("label", { htmlFor: "link-title", textContent: titleLabel }),
      this.titleInput,
      this.titleError,
      createElement(
        "p",
        { className: "sv-link-buttons" },
        createElement("button", { type: "submit", className: "button default", textContent: "Xong" }),
        cancelButton,
      ),
    )
    this.dialog = createElement("dialog", { className: "sv-link-dialog", "aria-labelledby": "link-heading" }, form)
    form.addEventListener("submit", (event) => this.confirm(event))
    cancelButton.addEventListener("click", () => this.dialog.close())
    this.dialog.addEventListener("close", () => {
      this.cancelSearch()
      this.dialog.remove()
    })
    this.input.addEventListener("input", () => this.handleInput())
    this.input.addEventListener("keydown", (event) => this.handleKey(event))
    this.list.addEventListener("mousedown", (event) => event.preventDefault()) // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]")
      if (option) this.choose(this.options.indexOf(option))
    })
    document.body.append(this.dialog)
    this.dialog.showModal()
    this.input.select()
  }

  confirm(event) {
    event.preventDefault()
    const text = this.input.value.trim()
    const href = this.resolve(text)
    if (!href) {
      this.error.textContent = text ? this.refuse(text) : "Hãy ghi địa chỉ, hoặc bấm Hủy."
      return markInvalid(this.input)
    }
    const title = this.titleInput.value.trim() || null
    if (this.titleInput.required && !/[\p{L}\p{N}]/u.test(title ?? "")) {
      this.titleError.textContent = "Hãy ghi vài chữ cho người đọc bấm vào."
      return markInvalid(this.titleInput)
    }
    this.dialog.close()
    this.onConfirm({ href, title })
  }

  // ---- Search

  handleInput() {
    this.error.textContent = ""
    this.input.removeAttribute("aria-invalid")
    this.cancelSearch()
    const text = this.input.value.trim()
    if (!this.url || text.length < 2 || normalizeHref(text) || /^[/#]/.test(text)) return this.showOptions([])
    this.timer = setTimeout(() => this.search(text), SEARCH_DELAY)
  }

  cancelSearch() {
    clearTimeout(this.timer)
    this.request?.abort()
  }

  async search(text) {
    const request = new AbortController()
    this.request = request
    try {
      const response = await fetchInSession(`${this.url}?q=${encodeURIComponent(text)}`, { signal: request.signal })
      if (!response.ok) throw new Error(response.status)
      const { links } = await response.json()
      this.showOptions(links)
      this.status.textContent = links.length
        ? `Tìm thấy ${links.length}. Bấm phím mũi tên xuống để chọn.`
        : "Không tìm thấy trang nào có đủ các chữ ấy."
    } catch {
      if (request.signal.aborted) return
      this.showOptions([])
      this.status.textContent = "Chưa tìm được: mất kết nối, hoặc phiên làm việc đã hết."
    }
  }

  showOptions(links) {
    this.options = links.map(({ title, kind, url }, index) =>
      createElement(
        "li",
        { id: `link-option-${index}`, role: "option", "aria-selected": "false", "data-url": url },
        createElement("span", { textContent: title }),
        createElement("small", { textContent: kind }),
      ),
    )
    this.list.replaceChildren(...this.options)
    this.list.hidden = !this.options.length
    this.input.setAttribute("aria-expanded", String(this.options.length > 0))
    this.status.textContent = ""
    this.activate(-1)
  }

  handleKey(event) {
    const count = this.options.length
    if (!count || event.isComposing) return
    if (event.key === "ArrowDown") this.activate((this.active + 1) % count)
    else if (event.key === "ArrowUp") this.activate(this.active <= 0 ? count - 1 : this.active - 1)
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active)
    else if (event.key === "Escape") this.showOptions([])
    else return
    event.preventDefault()
  }

  activate(index) {
    this.active = index
    for (const [number, option] of this.options.entries())
      option.setAttribute("aria-selected", String(number === index))
    this.options[index]?.scrollIntoView({ block: "nearest" })
    if (index < 0) this.input.removeAttribute("aria-activedescendant")
    else this.input.setAttribute("aria-activedescendant", this.options[index].id)
  }

  choose(index) {
    const option = this.options[index]
    this.input.value = option.dataset.url
    this.showOptions([])
    this.status.textContent = `Đã chọn: ${option.firstElementChild.textContent}. Bấm Xong.`
    this.input.focus()
  }
}

/** Open the dialog. */
export const openLinkDialog = (options) => new LinkDialog(options)
