// Editor node: a row of one to three photos, which can be moved, changed and removed, but not typed into.
// The cards of the photo panel provide the photos; photo-picker.js chooses among them. Other scripts dispatch
// `photo-row:insert` to the document with the detail `{ ids }`: the photos go to the caret, at most three in a row.
import { Node, pm } from "django-prose-editor/editor"
import { createElement } from "saovang/dom"
import { getOwnerNoun, hasUpload, showNote, startUpload } from "saovang/pictures"

const { closeHistory } = pm.history
const { NodeSelection, Plugin, Selection, TextSelection } = pm.state
const MAX_PHOTOS = 3

const getPhotoIds = (node) => node.attrs.photos.split(" ").filter(Boolean)
const isRow = (node) => node?.type.name === "photoRow"
const isRowSelected = (state) => state.selection instanceof NodeSelection && isRow(state.selection.node)

// Places the caret in the text block after position `end`; adds a paragraph if there is none.
function placeCaretAfter(tr, end) {
  if (!tr.doc.resolve(end).nodeAfter?.isTextblock) tr.insert(end, tr.doc.type.schema.nodes.paragraph.create())
  return tr.setSelection(TextSelection.create(tr.doc, end + 1))
}

// The caret as the browser has it: with a quick Home and Backspace, the editor has not processed Home yet.
function resolveDomCaret(view) {
  const { anchorNode, anchorOffset } = document.getSelection()
  if (!view.dom.contains(anchorNode)) return view.state.selection.$from
  return view.state.doc.resolve(view.posAtDOM(anchorNode, anchorOffset))
}

function moveCaretAfterSelection(view) {
  view.dispatch(placeCaretAfter(view.state.tr, view.state.selection.to))
}

// A photo stands in one row only: removes the photos from every row but the one at position `except`.
function removePhotos(tr, ids, except = -1) {
  const rows = []
  tr.doc.descendants((node, pos) => void (isRow(node) && pos !== except && rows.push([node, pos])))
  for (const [node, pos] of rows.reverse()) {
    const remaining = getPhotoIds(node).filter((id) => !ids.includes(id))
    if (remaining.length === getPhotoIds(node).length) continue
    const at = tr.mapping.map(pos)
    if (remaining.length) tr.setNodeMarkup(at, null, { photos: remaining.join(" ") })
    else tr.delete(at, at + node.nodeSize)
  }
  return tr
}

// Inserts rows or placeholders at the caret, but never inside a paragraph, a list or a table: they go after that block.
function insertBlocks(editor, tr, blocks) {
  const { paragraph } = tr.doc.type.schema.nodes
  const $at = editor.storage.photoRow.caretPlaced ? tr.selection.$to : tr.doc.resolve(tr.doc.content.size)
  let pos = $at.pos
  if ($at.depth === 1 && $at.parent.type === paragraph && !$at.parent.content.size) {
    pos = $at.before(1)
  } else if ($at.depth) {
    pos = $at.parentOffset === 0 && $at.depth === 1 ? $at.before(1) : $at.after(1)
  }
  tr.insert(pos, blocks)
  editor.storage.photoRow.caretPlaced = true
  editor.view.dispatch(placeCaretAfter(tr, pos + blocks.reduce((size, block) => size + block.nodeSize, 0)))
  editor.view.nodeDOM(pos)?.scrollIntoView({ block: "nearest" })
}

// Inserts blocks of a Word file at the caret, as one step to undo.
function insertHtml(editor, html) {
  const { body } = new DOMParser().parseFromString(html, "text/html")
  const { content } = pm.model.DOMParser.fromSchema(editor.schema).parse(body)
  const blocks = []
  content.forEach((block) => blocks.push(block))
  const tr = closeHistory(editor.state.tr)
  if (tr.doc.childCount === 1 && tr.doc.firstChild.isTextblock && !tr.doc.textContent) {
    tr.setSelection(TextSelection.create(tr.doc, 1))
    editor.storage.photoRow.caretPlaced = true
  }
  insertBlocks(editor, tr, blocks)
}

function insertRow(editor, ids) {
  const row = editor.schema.nodes.photoRow.create({ photos: ids.slice(0, MAX_PHOTOS).join(" ") })
  insertBlocks(editor, removePhotos(editor.state.tr, ids), [row])
}

function openPicker(editor, selected, onConfirm) {
  const placed = []
  editor.state.doc.descendants((node) => void (isRow(node) && placed.push(...getPhotoIds(node))))
  document.dispatchEvent(
    new CustomEvent("photo-picker:open", { detail: { max: MAX_PHOTOS, selected, placed, onConfirm } }),
  )
}

// Shows on each photo card whether the photo stands in the text.
function updateCards(editor) {
  const placed = new Set()
  editor.state.doc.descendants((node) => void (isRow(node) && getPhotoIds(node).forEach((id) => placed.add(id))))
  for (const card of document.querySelectorAll(".sv-card:has([data-insert])")) {
    const isPlaced = placed.has(card.dataset.card)
    const position = `${isPlaced ? "Đang đứng trong" : "Đứng ở cuối"} ${getOwnerNoun()}`
    card.querySelector(".sv-card-position").textContent = position
    card.querySelector("[data-insert]").textContent = isPlaced ? "Chuyển đến chỗ con trỏ" : "Đưa vào chỗ con trỏ"
  }
}

class RowView {
  constructor({ editor, node, getPos }) {
    Object.assign(this, { editor, node, getPos })
    this.dom = createElement("figure", { className: "sv-photo-row", contentEditable: "false" })
    this.render()
    const { pending } = node.attrs
    if (pending) startUpload(pending, (id) => endPending(editor, pending, id))
  }

  render() {
    this.dom.dataset.photos = this.node.attrs.photos
    if (this.node.attrs.pending) {
      const label = createElement("span", { textContent: "Đang tải ảnh lên…" })
      this.dom.replaceChildren(createElement("div", { className: "sv-photo-row-photos" }, label))
      return
    }
    const photos = getPhotoIds(this.node).map((id) => {
      const source = document.querySelector(`img[data-photo="${Number(id)}"]`)
      if (!source) return createElement("span", { textContent: "Ảnh đã xóa" })
      return createElement("img", { src: source.src, alt: source.alt || "Ảnh chưa có mô tả", draggable: false })
    })
    const owner = getOwnerNoun()
    this.dom.replaceChildren(
      createElement("div", { className: "sv-photo-row-photos" }, ...photos),
      createElement(
        "div",
        { className: "sv-photo-row-buttons" },
        this.createButton("up", "↑", "Chuyển hàng ảnh lên trên"),
        this.createButton("down", "↓", "Chuyển hàng ảnh xuống dưới"),
        this.createButton("change", "Đổi ảnh", "Đổi ảnh trong hàng này"),
        this.createButton("remove", `Bỏ khỏi ${owner}`, `Bỏ khỏi ${owner} cả hàng này; ảnh vẫn còn ở cuối ${owner}`),
      ),
    )
  }

  createButton(action, textContent, title) {
    const properties = { type: "button", textContent, title, "aria-label": title, "data-action": action }
    const button = createElement("button", properties)
    button.addEventListener("click", () => this[action]())
    return button
  }

  update(node) {
    const { photos, pending } = this.node.attrs
    if (!isRow(node) || (node.attrs.pending && node.attrs.pending !== pending)) return false
    this.node = node
    if (node.attrs.photos !== photos || node.attrs.pending !== pending) this.render()
    return true
  }

  stopEvent(event) {
    return Boolean(event.target.closest?.("button"))
  }

  ignoreMutation() {
    return true
  }

  up() {
    this.move(-1)
  }

  down() {
    this.move(1)
  }

  move(step) {
    const { view } = this.editor
    this.editor.storage.photoRow.caretPlaced = true
    const { tr } = view.state
    const pos = this.getPos()
    const $pos = tr.doc.resolve(pos)
    const index = $pos.index() + step
    if (index < 0 || index >= $pos.parent.childCount) return
    if ($pos.parent.child(index).type.name === "summary") return // the name of a folded part comes first
    const siblingSize = $pos.parent.child(index).nodeSize
    const to = step < 0 ? pos - siblingSize : pos + siblingSize
    tr.delete(pos, pos + this.node.nodeSize).insert(to, this.node)
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, to)))
    const dom = view.nodeDOM(to)
    dom?.scrollIntoView({ block: "nearest" })
    dom?.querySelector(`[data-action=${step < 0 ? "up" : "down"}]`).focus()
  }

  change() {
    this.editor.storage.photoRow.caretPlaced = true
    openPicker(this.editor, getPhotoIds(this.node), (ids) => {
      const pos = this.getPos()
      const tr = this.editor.state.tr.setNodeMarkup(pos, null, { photos: ids.slice(0, MAX_PHOTOS).join(" ") })
      this.editor.view.dispatch(removePhotos(tr, ids, pos))
    })
  }

  remove() {
    const { view } = this.editor
    this.editor.storage.photoRow.caretPlaced = true
    const pos = this.getPos()
    const tr = closeHistory(view.state.tr).delete(pos, pos + this.node.nodeSize) // one undo step of its own
    view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(pos, tr.doc.content.size)), 1)))
    view.focus()
  }
}

// Gives a row the photo that it waits for; a failed one stays in the photo panel, with its reason. This is no step to
// undo: undoing the paste removes the row. It only sets attributes, because undo would lose a node that was replaced.
function endPending(editor, key, id) {
  const { tr } = editor.state
  const positions = []
  if (id) removePhotos(tr, [id])
  tr.doc.descendants((node, pos) => void (isRow(node) && node.attrs.pending === key && positions.push(pos)))
  for (const [index, pos] of [...positions.entries()].reverse()) {
    if (id && index === 0) tr.setNodeAttribute(pos, "photos", id).setNodeAttribute(pos, "pending", null)
    else tr.delete(pos, pos + tr.doc.nodeAt(pos).nodeSize)
  }
  if (positions.length) editor.view.dispatch(tr.setMeta("addToHistory", false))
  if (!id)
    showNote(editor, `Có ảnh dán vào chưa tải lên được: xem lý do ở phần “Ảnh trong ${getOwnerNoun()}” bên dưới.`)
}

export const PhotoRow = Node.create({
  name: "photoRow",
  group: "block",
  atom: true,
  draggable: true,

  addStorage() {
    return { caretPlaced: false } // whether the user has placed the caret yet
  },

  addAttributes() {
    return {
      photos: {
        default: "",
        parseHTML: (element) => element.dataset.photos,
        renderHTML: ({ photos }) => ({ "data-photos": photos }),
      },
      // Key of the upload of a pasted picture that the row waits for.
      pending: { default: null, rendered: false, parseHTML: (element) => element.getAttribute("key") },
    }
  },

  parseHTML() {
    return [
      { tag: "figure[data-photos]" },
      { tag: "pending-photo", getAttrs: (element) => hasUpload(element.getAttribute("key")) && null },
    ]
  },

  renderHTML({ node, HTMLAttributes }) {
    // The sanitizer drops this element, so that it is never stored.
    return node.attrs.pending ? ["pending-photo", { key: node.attrs.pending }] : ["figure", HTMLAttributes]
  },

  addNodeView() {
    return ({ editor, node, getPos }) => new RowView({ editor, node, getPos })
  },

  addCommands() {
    return {
      insertPendingPhotos:
        (keys) =>
        ({ editor, tr }) => {
          const blocks = keys.map((pending) => editor.schema.nodes.photoRow.create({ pending }))
          tr.setMeta("preventDispatch", true) // insertBlocks() dispatches its own
          insertBlocks(editor, editor.state.tr, blocks)
          return true
        },
    }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "photoRow",
      groups: "photos",
      button: buttons.text("Chèn ảnh", "Chèn ảnh thành một hàng vào chỗ con trỏ"),
      command: (editor) => openPicker(editor, [], (ids) => insertRow(editor, ids)),
    })
  },

  onFocus() {
    this.storage.caretPlaced = true
  },

  // When the text ends with a row, the editor adds a paragraph on opening. That is not an edit by the user: the field
  // keeps its value until the caret has been placed.
  onBeforeCreate() {
    this.editor.options.element.addEventListener(
      "input",
      (event) => {
        if (this.storage.caretPlaced || !event.target.matches("textarea")) return
        event.stopImmediatePropagation()
        event.target.value = event.target.defaultValue
      },
      true,
    )
  },

  onCreate() {
    const { editor } = this
    document.addEventListener("click", (event) => {
      const card = event.target.closest?.("[data-insert]")?.closest(".sv-card")
      if (card) insertRow(editor, [card.dataset.card])
    })
    document.addEventListener("photo-row:insert", ({ detail: { ids } }) => {
      for (let index = 0; index < ids.length; index += MAX_PHOTOS)
        insertRow(editor, ids.slice(index, index + MAX_PHOTOS))
    })
    document.addEventListener("upload-panel:changed", () => updateCards(editor))
    document.addEventListener("photo-row:insert-html", ({ detail }) => insertHtml(editor, detail.html))
    updateCards(editor)
  },

  onUpdate() {
    updateCards(this.editor)
  },

  addKeyboardShortcuts() {
    // The first key press selects a row, the second removes it, so that one press too many loses nothing.
    const selectAdjacentRow = (before) => () => {
      const { state, view } = this.editor
      const $from = resolveDomCaret(view)
      const edge = before ? 0 : $from.parent.content.size
      if (!state.selection.empty || $from.depth !== 1 || $from.parentOffset !== edge) return false
      const cut = before ? $from.before(1) : $from.after(1)
      const $cut = state.doc.resolve(cut)
      const row = before ? $cut.nodeBefore : $cut.nodeAfter
      if (!isRow(row)) return false
      const at = before ? cut - row.nodeSize : cut
      view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, at)).scrollIntoView())
      return true
    }
    return {
      Backspace: selectAdjacentRow(true),
      Delete: selectAdjacentRow(false),
      Enter: () => {
        if (!isRowSelected(this.editor.state)) return false
        const { state, view } = this.editor
        const end = state.selection.to
        const tr = state.tr.insert(end, state.schema.nodes.paragraph.create())
        view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView())
        return true
      },
    }
  },

  addProseMirrorPlugins() {
    // Text typed or pasted while a row is selected goes after the row and does not replace it.
    return [
      new Plugin({
        props: {
          handleTextInput(view, from, to, text) {
            if (!isRowSelected(view.state)) return false
            moveCaretAfterSelection(view)
            view.dispatch(view.state.tr.insertText(text))
            return true
          },
          handlePaste(view) {
            if (isRowSelected(view.state)) moveCaretAfterSelection(view)
            return false
          },
          handleDOMEvents: {
            compositionstart(view) {
              if (isRowSelected(view.state)) moveCaretAfterSelection(view)
              return false
            },
          },
        },
      }),
    ]
  },
})
