// A row of one to three photos in the editor: kept as one piece, moved and removed, never typed into.
// The photos themselves are the cards of the page's panel; `photo-picker.js` chooses among them.
import { Node, pm } from "django-prose-editor/editor"

const { closeHistory } = pm.history
const { NodeSelection, Plugin, Selection, TextSelection } = pm.state
const MOST = 3

const keysOf = (node) => node.attrs.photos.split(" ").filter(Boolean)
const isRow = (node) => node?.type.name === "photoRow"
const onRow = (state) => state.selection instanceof NodeSelection && isRow(state.selection.node)

// The caret in the text behind what ends at `end`, in a paragraph made for it where there is none.
function caretBehind(tr, end) {
  if (!tr.doc.resolve(end).nodeAfter?.isTextblock) tr.insert(end, tr.doc.type.schema.nodes.paragraph.create())
  return tr.setSelection(TextSelection.create(tr.doc, end + 1))
}

// Where the browser has the caret: a quick Home and Backspace come before the editor has heard of the first.
function caretOnScreen(view) {
  const { anchorNode, anchorOffset } = document.getSelection()
  if (!view.dom.contains(anchorNode)) return view.state.selection.$from
  return view.state.doc.resolve(view.posAtDOM(anchorNode, anchorOffset))
}

function stepBehind(view) {
  view.dispatch(caretBehind(view.state.tr, view.state.selection.to))
}

// A photo has one place: rows other than that at `except` lose what stands elsewhere now.
function takeOut(tr, keys, except = -1) {
  const rows = []
  tr.doc.descendants((node, pos) => void (isRow(node) && pos !== except && rows.push([node, pos])))
  for (const [node, pos] of rows.reverse()) {
    const left = keysOf(node).filter((key) => !keys.includes(key))
    if (left.length === keysOf(node).length) continue
    const at = tr.mapping.map(pos)
    if (left.length) tr.setNodeMarkup(at, null, { photos: left.join(" ") })
    else tr.delete(at, at + node.nodeSize)
  }
  return tr
}

// At the caret: between paragraphs, or through the middle of one; behind a list or a table, not inside it.
function insertRow(editor, keys) {
  const { state, view } = editor
  const { paragraph, photoRow } = state.schema.nodes
  const tr = takeOut(state.tr, keys)
  const $at = editor.storage.photoRow.known ? tr.selection.$to : tr.doc.resolve(tr.doc.content.size)
  let pos = $at.pos
  if ($at.depth === 1 && $at.parent.type === paragraph && !$at.parent.content.size) {
    pos = $at.before(1)
  } else if (
    $at.depth === 1 &&
    $at.parent.isTextblock &&
    $at.parentOffset > 0 &&
    $at.parentOffset < $at.parent.content.size
  ) {
    tr.split(pos)
    pos += 1
  } else if ($at.depth) {
    pos = $at.parentOffset === 0 && $at.depth === 1 ? $at.before(1) : $at.after(1)
  }
  const row = photoRow.create({ photos: keys.slice(0, MOST).join(" ") })
  tr.insert(pos, row)
  editor.storage.photoRow.known = true
  view.dispatch(caretBehind(tr, pos + row.nodeSize))
  view.nodeDOM(pos)?.scrollIntoView({ block: "nearest" })
}

function choose(editor, chosen, done) {
  const placed = []
  editor.state.doc.descendants((node) => void (isRow(node) && placed.push(...keysOf(node))))
  document.dispatchEvent(new CustomEvent("photo-picker:open", { detail: { most: MOST, chosen, placed, done } }))
}

function tellPanel(editor) {
  const placed = new Set()
  editor.state.doc.descendants((node) => void (isRow(node) && keysOf(node).forEach((key) => placed.add(key))))
  for (const card of document.querySelectorAll(".sv-card:has([data-insert])")) {
    const inText = placed.has(card.dataset.card)
    card.querySelector(".sv-card-position").textContent = inText ? "Đang đứng trong bài" : "Đứng ở cuối bài"
    card.querySelector("[data-insert]").textContent = inText ? "Chuyển đến chỗ con trỏ" : "Đưa vào chỗ con trỏ"
  }
}

class RowView {
  constructor({ editor, node, getPos }) {
    Object.assign(this, { editor, node, getPos })
    this.dom = document.createElement("figure")
    this.dom.className = "sv-photo-row"
    this.dom.contentEditable = "false"
    this.fill()
  }

  fill() {
    const keys = keysOf(this.node)
    this.dom.dataset.photos = this.node.attrs.photos
    const photos = document.createElement("div")
    photos.className = "sv-photo-row-photos"
    for (const key of keys) {
      const source = document.querySelector(`img[data-photo="${Number(key)}"]`)
      const photo = document.createElement(source ? "img" : "span")
      if (source) Object.assign(photo, { src: source.src, alt: source.alt || "Ảnh chưa có mô tả", draggable: false })
      else photo.textContent = "Ảnh đã xóa"
      photos.append(photo)
    }
    const tools = document.createElement("div")
    tools.className = "sv-photo-row-buttons"
    const button = (act, text, title) => {
      const element = Object.assign(document.createElement("button"), { type: "button", textContent: text, title })
      element.setAttribute("aria-label", title)
      element.dataset.act = act
      element.addEventListener("click", () => this[act]())
      tools.append(element)
    }
    button("up", "↑", "Chuyển hàng ảnh lên trên")
    button("down", "↓", "Chuyển hàng ảnh xuống dưới")
    button("change", "Đổi ảnh", "Đổi ảnh trong hàng này")
    button("remove", "Bỏ khỏi bài", "Bỏ khỏi bài cả hàng này; ảnh vẫn còn ở cuối bài")
    this.dom.replaceChildren(photos, tools)
  }

  update(node) {
    if (!isRow(node)) return false
    const same = node.attrs.photos === this.node.attrs.photos
    this.node = node
    if (!same) this.fill()
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
    this.editor.storage.photoRow.known = true
    const { tr } = view.state
    const pos = this.getPos()
    const $pos = tr.doc.resolve(pos)
    const index = $pos.index() + step
    if (index < 0 || index >= $pos.parent.childCount) return
    const over = $pos.parent.child(index).nodeSize
    const to = step < 0 ? pos - over : pos + over
    tr.delete(pos, pos + this.node.nodeSize).insert(to, this.node)
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, to)))
    const dom = view.nodeDOM(to)
    dom?.scrollIntoView({ block: "nearest" })
    dom?.querySelector(`[data-act=${step < 0 ? "up" : "down"}]`).focus()
  }

  change() {
    this.editor.storage.photoRow.known = true
    choose(this.editor, keysOf(this.node), (keys) => {
      const pos = this.getPos()
      const tr = this.editor.state.tr.setNodeMarkup(pos, null, { photos: keys.slice(0, MOST).join(" ") })
      this.editor.view.dispatch(takeOut(tr, keys, pos))
    })
  }

  remove() {
    const { view } = this.editor
    this.editor.storage.photoRow.known = true
    const pos = this.getPos()
    const tr = closeHistory(view.state.tr).delete(pos, pos + this.node.nodeSize) // undone by itself
    view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(pos, tr.doc.content.size)), 1)))
    view.focus()
  }
}

export const PhotoRow = Node.create({
  name: "photoRow",
  group: "block",
  atom: true,
  draggable: true,

  addStorage() {
    return { known: false } // whether the caret has been put anywhere yet
  },

  addAttributes() {
    return {
      photos: {
        default: "",
        parseHTML: (element) => element.dataset.photos,
        renderHTML: ({ photos }) => ({ "data-photos": photos }),
      },
    }
  },

  parseHTML() {
    return [{ tag: "figure[data-photos]" }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["figure", HTMLAttributes]
  },

  addNodeView() {
    return ({ editor, node, getPos }) => new RowView({ editor, node, getPos })
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "photoRow",
      groups: "photos",
      button: buttons.text("Chèn ảnh", "Chèn ảnh thành một hàng vào chỗ con trỏ"),
      command: (editor) => choose(editor, [], (keys) => insertRow(editor, keys)),
    })
  },

  onFocus() {
    this.storage.known = true
  },

  // The paragraph that the editor sets behind a row at the end, on opening, is nobody's typing: the text stays as it came.
  onBeforeCreate() {
    this.editor.options.element.addEventListener(
      "input",
      (event) => {
        if (this.storage.known || !event.target.matches("textarea")) return
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
    document.addEventListener("upload-panel:changed", () => tellPanel(editor))
    tellPanel(editor)
  },

  onUpdate() {
    tellPanel(this.editor)
  },

  addKeyboardShortcuts() {
    // Select first, remove second: a row is not lost by one key too many.
    const selectBeside = (before) => () => {
      const { state, view } = this.editor
      const $from = caretOnScreen(view)
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
      Backspace: selectBeside(true),
      Delete: selectBeside(false),
      Enter: () => {
        if (!onRow(this.editor.state)) return false
        const { state, view } = this.editor
        const end = state.selection.to
        const tr = state.tr.insert(end, state.schema.nodes.paragraph.create())
        view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView())
        return true
      },
    }
  },

  addProseMirrorPlugins() {
    // What is typed or pasted while a row is selected goes behind it, not over it.
    return [
      new Plugin({
        props: {
          handleTextInput(view, from, to, text) {
            if (!onRow(view.state)) return false
            stepBehind(view)
            view.dispatch(view.state.tr.insertText(text))
            return true
          },
          handlePaste(view) {
            if (onRow(view.state)) stepBehind(view)
            return false
          },
          handleDOMEvents: {
            compositionstart(view) {
              if (onRow(view.state)) stepBehind(view)
              return false
            },
          },
        },
      }),
    ]
  },
})
