// Tools of the editor that writing-aids.js loads when they are used: find and replace, capitals as a sentence, masked numbers.
import { pm } from "django-prose-editor/editor"
import { createElement } from "saovang/dom"

const { closeHistory } = pm.history
const { TextSelection } = pm.state
const { Fragment } = pm.model

const escapePattern = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/[ \u00a0]/g, "[ \\u00a0]")

/** Return a pattern for a text as it is typed, with its accents; null if there is none. */
function createPattern(text, matchCase) {
  const query = text.normalize("NFC")
  return query ? new RegExp(escapePattern(query), matchCase ? "gu" : "giu") : null
}

/** Return a pattern for a number or date whose characters may have spaces, points or hyphens between them. */
function createNumberPattern(value) {
  const characters = [...value].filter((char) => /[\p{L}\p{N}/]/u.test(char)).map(escapePattern)
  return new RegExp(`(?<![\\p{L}\\p{N}/])${characters.join("[\\s.\\u00a0\\-]{0,3}")}(?![\\p{L}\\p{N}/])`, "giu")
}

/** Return where a pattern matches in the text of a document, within a paragraph, heading or cell each. */
function findMatches(doc, pattern) {
  const matches = []
  if (!pattern) return matches
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true
    // Each node in a line that is no text is one position and one character.
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc")
    for (const match of text.matchAll(pattern)) {
      const from = pos + 1 + match.index
      matches.push({ from, to: from + match[0].length })
    }
    return false
  })
  return matches
}

/** Return a block whose matches are replaced, each with the formatting of its first letter. `pos` is its start. */
function replaceInBlock(block, pos, matches, replacement) {
  let content = Fragment.empty
  let offset = 0
  for (const { from, to } of matches) {
    const { marks } = block.nodeAt(from - pos)
    content = content.append(block.content.cut(offset, from - pos))
    if (replacement) content = content.append(Fragment.from(block.type.schema.text(replacement, marks)))
    offset = to - pos
  }
  return block.copy(content.append(block.content.cut(offset)))
}

/** Replace matches as one step: a step for each would take seconds in a long text. */
function replaceMatches(tr, matches, replacement) {
  if (!matches.length) return tr
  let next = 0
  const rebuild = (node, pos) => {
    const end = pos + node.content.size
    if (next >= matches.length || matches[next].from >= end) return node
    if (node.isTextblock) {
      const first = next
      while (next < matches.length && matches[next].from < end) next += 1
      return replaceInBlock(node, pos, matches.slice(first, next), replacement)
    }
    const children = []
    node.forEach((child, offset) => children.push(rebuild(child, pos + offset + 1)))
    return node.copy(Fragment.from(children))
  }
  const { from } = tr.selection
  tr.replaceWith(0, tr.doc.content.size, rebuild(tr.doc, 0).content)
  return tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size))))
}

/** Replace in text fields, and tell the form. Return the number of replacements. */
function replaceInFields(fields, pattern, replacement) {
  let number = 0
  for (const field of fields) {
    const found = field.value.match(pattern)?.length ?? 0
    if (!found) continue
    number += found
    field.value = field.value.replace(pattern, () => replacement)
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
  return number
}

/** Change the text. The row of photos takes a change before the first click into the text for none of the user's. */
function changeText(editor, tr) {
  const { photoRow } = editor.storage
  if (photoRow) photoRow.caretPlaced = true
  editor.view.dispatch(tr)
}

const getTextarea = (editor) => editor.options.element.querySelector("textarea")
const getForm = (editor) => editor.options.element.closest("form")
const getHeadFields = (editor) => [...(getForm(editor)?.querySelectorAll("#id_title, #id_summary") ?? [])]

// ---- Find and replace

export class SearchPanel {
  /** @param {PluginKey} key - of the plugin that marks the matches in the text */
  constructor(editor, key) {
    Object.assign(this, { editor, key })
    this.matches = []
    this.index = -1
    this.query = createElement("input", { type: "text", autocomplete: "off" })
    this.replacement = createElement("input", { type: "text", autocomplete: "off" })
    this.matchCase = createElement("input", { type: "checkbox" })
    this.includesFields = createElement("input", { type: "checkbox" })
    this.status = createElement("span", { className: "sv-search-status", role: "status" })
    const button = (textContent, action, label = textContent) => {
      const element = createElement("button", { type: "button", textContent, title: label, "aria-label": label })
      element.addEventListener("click", () => action())
      return element
    }
    const options = [createElement("label", {}, this.matchCase, " Phân biệt HOA, thường")]
    if (getHeadFields(editor).length) {
      options.push(createElement("label", {}, this.includesFields, " Thay cả ở tiêu đề, tóm tắt"))
    }
    this.dom = createElement(
      "div",
      { className: "sv-search", role: "group", "aria-label": "Tìm và thay", hidden: true },
      createElement("label", {}, "Tìm ", this.query),
      button("↑", () => this.step(-1), "Chỗ trước"),
      button("↓", () => this.step(1), "Chỗ sau"),
      this.status,
      createElement("label", {}, "Thay bằng ", this.replacement),
      button("Thay", () => this.replaceCurrent(), "Thay chỗ này"),
      button("Thay hết", () => this.replaceAll()),
      ...options,
      button("Đóng", () => this.close(), "Đóng tìm và thay"),
    )
    for (const type of ["input", "change"]) {
      this.dom.addEventListener(type, (event) => {
        event.stopPropagation() // typing here changes nothing in the form
        if (type === "input" && event.target !== this.replacement) this.update(true)
      })
    }
    this.dom.addEventListener("keydown", (event) => this.handleKey(event))
    editor.options.element.querySelector(".prose-menubar").append(this.dom)
  }

  handleKey(event) {
    if (event.isComposing) return
    if (event.key === "Escape") {
      event.stopPropagation()
      this.close()
    } else if (event.key === "Enter" && event.target.type === "text") {
      event.preventDefault() // or it would press a button of the form
      if (event.target === this.query) this.step(event.shiftKey ? -1 : 1)
      else this.replaceCurrent()
    } else if (event.key.toLowerCase() === "h" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      this.query.select()
    }
  }

  get isOpen() {
    return !this.dom.hidden
  }

  open() {
    const { from, to } = this.editor.state.selection
    const selected = this.editor.state.doc.textBetween(from, to, "\n")
    if (selected && !selected.includes("\n") && selected.length < 100) this.query.value = selected
    this.dom.hidden = false
    this.query.select()
    this.update(true)
  }

  close() {
    this.dom.hidden = true
    this.show()
    this.editor.commands.focus()
  }

  get pattern() {
    return this.isOpen ? createPattern(this.query.value, this.matchCase.checked) : null
  }

  /** Search again, from the caret on if the query is new, else near the current match. */
  update(isNew = false) {
    const before = isNew ? this.editor.state.selection.from : (this.matches[this.index]?.from ?? 0)
    this.matches = findMatches(this.editor.state.doc, this.pattern)
    const index = this.matches.findIndex(({ from }) => from >= before)
    this.index = this.matches.length ? Math.max(0, index) : -1
    this.report()
    this.show()
    if (isNew) this.reveal()
  }

  report() {
    if (!this.query.value) this.status.textContent = ""
    else this.status.textContent = this.matches.length ? `${this.index + 1}/${this.matches.length}` : "Không thấy"
  }

  show() {
    const { tr } = this.editor.state
    const data = this.isOpen ? { matches: this.matches, index: this.index } : { matches: [], index: -1 }
    this.editor.view.dispatch(tr.setMeta(this.key, data).setMeta("addToHistory", false))
  }

  reveal() {
    this.editor.view.dom.querySelector(".sv-match-current")?.scrollIntoView({ block: "center" })
  }

  step(direction) {
    const { length } = this.matches
    if (!length) return this.update(true)
    this.index = (this.index + direction + length) % length
    this.report()
    this.show()
    this.reveal()
  }

  replaceCurrent() {
    const match = this.matches[this.index]
    if (!match) return
    const tr = closeHistory(this.editor.state.tr)
    replaceMatches(tr, [match], this.replacement.value.normalize("NFC"))
    this.matches[this.index] = { from: match.from + this.replacement.value.length, to: match.to }
    changeText(this.editor, tr)
    this.reveal()
  }

  replaceAll() {
    const { pattern, matches } = this
    if (!pattern) return
    const replacement = this.replacement.value.normalize("NFC")
    const inFields = this.includesFields.checked ? replaceInFields(getHeadFields(this.editor), pattern, replacement) : 0
    const total = matches.length + inFields
    if (matches.length)
      changeText(this.editor, replaceMatches(closeHistory(this.editor.state.tr), matches, replacement))
    this.status.textContent = total ? `Đã thay ${total} chỗ` : "Không thấy"
  }
}

// ---- Capitals

/** Return a text in capitals as a sentence. */
async function fetchSentence(editor, text) {
  const url = `${getTextarea(editor).dataset.sentenceCaseUrl}?${new URLSearchParams({ chu: text })}`
  const response = await fetch(url, { headers: { Accept: "application/json" } })
  return response.ok ? (await response.json()).text : text
}

/** Write paragraphs and headings that are in capitals as sentences. Formatting stays. */
export async function lowerBlocks(editor, blocks) {
  const { doc } = editor.state
  const sentences = await Promise.all(blocks.map(({ node }) => fetchSentence(editor, node.textContent)))
  if (editor.state.doc !== doc) return // changed meanwhile
  const { tr, selection } = editor.state
  closeHistory(tr)
  blocks.forEach(({ node, pos }, index) => {
    let offset = 0
    if (sentences[index].length !== node.textContent.length) return
    node.forEach((child, childOffset) => {
      if (!child.isText) return
      const text = sentences[index].slice(offset, offset + child.text.length)
      offset += child.text.length
      const from = pos + 1 + childOffset
      tr.replaceWith(from, from + child.nodeSize, doc.type.schema.text(text, child.marks))
    })
  })
  changeText(
    editor,
    tr.setSelection(TextSelection.between(tr.doc.resolve(selection.from), tr.doc.resolve(selection.to))),
  )
}

/** What stands below the title: that it is long, and a button that writes its capitals as a sentence. */
export class TitleHint {
  constructor(editor, title) {
    Object.assign(this, { editor, title, offered: "" })
    this.status = createElement("span", { id: "title-hint", role: "status" })
    this.button = createElement("button", { type: "button", className: "button", hidden: true })
    const row = title.closest(".flex-container") ?? title
    row.after(createElement("div", { className: "help sv-title-hint" }, this.status, this.button))
    const ids = [title.getAttribute("aria-describedby"), this.status.id]
    title.setAttribute("aria-describedby", ids.filter(Boolean).join(" "))
    this.button.addEventListener("click", () => {
      title.value = this.offered
      title.dispatchEvent(new Event("input", { bubbles: true }))
      title.focus()
    })
  }

  async update(isLong, isInCapitals) {
    const { button, editor, status, title } = this
    const { value } = title
    const length = [...value.trim()].length
    status.textContent = isLong ? `Tiêu đề dài ${length} chữ cái: trên điện thoại và khi chia sẻ sẽ bị cắt bớt.` : ""
    button.hidden = true
    if (!isInCapitals) return
    this.offered = await fetchSentence(editor, value)
    if (title.value !== value || this.offered === value) return
    button.textContent = `Đổi thành: ${this.offered}`
    button.hidden = false
  }
}

// ---- Masked numbers

/** Write masked numbers in the text and in the form's text fields, as the server found them. */
export function maskNumbers(editor, button) {
  const form = getForm(editor)
  const fields = [...form.querySelectorAll("input[type=text], textarea")].filter(
    (field) => field.name && field !== getTextarea(editor) && field.name !== "warnings_reason" && field.name !== "slug",
  )
  const tr = closeHistory(editor.state.tr)
  let number = 0
  for (const [value, masked] of Object.entries(JSON.parse(button.dataset.mask))) {
    const pattern = createNumberPattern(value)
    const matches = findMatches(tr.doc, pattern)
    replaceMatches(tr, matches, masked)
    number += matches.length + replaceInFields(fields, pattern, masked)
  }
  if (tr.docChanged) changeText(editor, tr)
  const textContent = ` Đã che ${number} chỗ. Hãy xem lại rồi lưu.`
  const status = createElement("span", { role: "status", tabIndex: -1, textContent })
  button.replaceWith(status)
  status.focus()
}
