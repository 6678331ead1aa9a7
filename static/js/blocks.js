// Editor nodes: the callout, the folded part and the video card; and the buttons that insert them.
// saovang/core/blocks.py has the HTML that is stored.
import { Blockquote, Document as BaseDocument, Node, pm } from "django-prose-editor/editor"
import { createElement } from "saovang/dom"
import { openLinkDialog } from "saovang/link-dialog"
import { getEmbeddedVideo, getVideo } from "saovang/videos"

const { Fragment, Slice } = pm.model
const { Plugin, Selection, TextSelection } = pm.state

const isType = (node, name) => node?.type.name === name
const isEmptyParagraph = (node) => isType(node, "paragraph") && !node.content.size

function dispatch(view, tr, caret, bias = 1) {
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(caret), bias)).scrollIntoView())
  return true
}

// The selected blocks of the text itself or, if `inDetails`, of one folded part.
const getBlockRange = ({ selection: { $from, $to } }, inDetails) =>
  $from.blockRange($to, (node) => isType(node, "doc") || (inDetails && isType(node, "details")))

// Returns a callout or a folded part around the selected blocks and their range, null where it cannot stand.
function wrapBlocks(state, name) {
  const type = state.schema.nodes[name]
  const range = getBlockRange(state, name === "callout")
  if (!range) return null
  let { content } = state.doc.slice(range.start, range.end)
  if (name === "details") content = Fragment.from(state.schema.nodes.summary.create()).append(content)
  const isAllowed = range.parent.canReplaceWith(range.startIndex, range.endIndex, type) && type.validContent(content)
  return isAllowed ? { range, block: type.create(null, content) } : null
}

// Replaces a callout or a folded part by what is in it; the name of a folded part becomes a paragraph.
function unwrap({ state, view }, pos) {
  const { tr, doc, schema } = state
  const blocks = []
  doc.nodeAt(pos).forEach((node) => {
    if (!isType(node, "summary")) blocks.push(node)
    else if (node.content.size) blocks.push(schema.nodes.paragraph.create(null, node.content))
  })
  tr.replaceWith(pos, pos + doc.nodeAt(pos).nodeSize, blocks)
  return dispatch(view, tr, Math.min(Math.max(state.selection.from - 1, pos), tr.doc.content.size))
}

// Wraps the selected blocks, or unwraps those around the caret.
function toggle(editor, name) {
  const { state, view } = editor
  const { tr, schema, selection } = state
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth--)
    if (isType($from.node(depth), name)) return unwrap(editor, $from.before(depth))
  const wrapped = wrapBlocks(state, name)
  if (!wrapped) return false
  const { range, block } = wrapped
  tr.replaceWith(range.start, range.end, block)
  if (name === "details") return dispatch(view, tr, range.start + 2) // in its name
  const size = tr.doc.content.size
  if (!/^(?:lưu|chú) ý/i.test(block.textContent)) {
    const notice = [schema.text("Lưu ý:", [schema.marks.bold.create()]), schema.text(" ")]
    if (isType(block.firstChild, "paragraph")) tr.insert(range.start + 2, notice)
    else tr.insert(range.start + 1, schema.nodes.paragraph.create(null, notice))
  }
  const caret = Math.min(selection.to + 1, range.start + block.nodeSize - 1)
  return dispatch(view, tr, caret + tr.doc.content.size - size, -1)
}

// Defines the button of a block. It shows after “Chèn khác” until the text changes, and while the caret is in the block.
function defineButton({ buttons, menu }, name, label, title, command, enabled = () => true) {
  menu.defineItem({
    name,
    groups: "blocks",
    button: buttons.text(label, title),
    command,
    active: (editor) => editor.isActive(name),
    enabled: (editor) => editor.isActive(name) || enabled(editor),
    hidden: (editor) => !editor.storage.details.isMenuOpen && !editor.isActive(name),
  })
}

const defineToggle = (menu, name, label, title) =>
  defineButton(
    menu,
    name,
    label,
    title,
    (editor) => toggle(editor, name),
    (editor) => wrapBlocks(editor.state, name) !== null,
  )

// Not <details> and <summary>, which a click would fold.
const renderBox = (className) => () => () => {
  const dom = createElement("div", { className })
  return { dom, contentDOM: dom }
}

export const Document = BaseDocument.extend({ content: "(block | section)+" })

export const Callout = Blockquote.extend({
  name: "callout",
  group: "section",
  parseHTML: () => [{ tag: "aside" }],
  renderHTML: () => ["aside", 0],
  addCommands: () => ({}),
  addInputRules: () => [],

  addKeyboardShortcuts() {
    return { Backspace: this.parent().Backspace }
  },

  addMenuItems: (menu) => defineToggle(menu, "callout", "Lưu ý", "Đóng khung “Lưu ý” quanh đoạn có con trỏ"),
})

export const Summary = Node.create({
  name: "summary",
  content: "text*",
  marks: "",
  defining: true,
  isolating: true,
  selectable: false,
  parseHTML: () => [{ tag: "summary" }],
  renderHTML: () => ["summary", 0],
  addNodeView: renderBox("sv-summary"),
})

export const Details = Node.create({
  name: "details",
  group: "section",
  content: "summary (block | callout | videoCard)+",
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: "details" }],
  renderHTML: () => ["details", 0],
  addNodeView: renderBox("sv-details"),

  // With a quick Home and Backspace, the editor has not seen yet where Home has put the caret.
  addProseMirrorPlugins() {
    const updateCaret = (view, { key }) => {
      const { anchorNode, anchorOffset, isCollapsed } = document.getSelection()
      const { selection, doc, tr } = view.state
      if (!/^(?:Backspace|Delete)$/.test(key) || !isCollapsed || !selection.empty || !view.dom.contains(anchorNode))
        return false
      const $pos = doc.resolve(view.posAtDOM(anchorNode, anchorOffset))
      if ($pos.pos !== selection.head && $pos.parent.isTextblock)
        view.dispatch(tr.setSelection(new TextSelection($pos)))
      return false
    }
    return [new Plugin({ props: { handleDOMEvents: { keydown: updateCaret } } })]
  },

  addStorage: () => ({ isMenuOpen: false }),

  onUpdate() {
    if (!this.storage.isMenuOpen) return
    this.storage.isMenuOpen = false
    this.editor.view.dispatch(this.editor.state.tr) // updates the buttons
  },

  addMenuItems(menu) {
    const { storage } = this
    const button = menu.buttons.text("Chèn khác", "Chèn khác: lưu ý, phần gấp, nút bấm, video")
    menu.menu.defineItem({
      name: "insert",
      groups: "blocks",
      priority: 200,
      button,
      command: ({ state, view }) => {
        storage.isMenuOpen = !storage.isMenuOpen
        view.dispatch(state.tr) // updates the buttons
      },
      update: () => button.setAttribute("aria-expanded", String(storage.isMenuOpen)),
    })
    defineToggle(menu, "details", "Phần gấp", "Gấp đoạn có con trỏ dưới một tên, người đọc bấm vào tên để mở")
  },

  addKeyboardShortcuts() {
    // Calls `handle` if the caret is in the name or in a block of text of a folded part.
    const inDetails = (handle) => () => {
      const { state, view } = this.editor
      const { $from, empty } = state.selection
      return empty && $from.depth === 2 && isType($from.node(1), "details")
        ? handle({ $from, view, tr: state.tr, details: $from.node(1), index: $from.index(1) })
        : false
    }
    return {
      Enter: inDetails(({ $from, view, tr, details, index }) => {
        if (index === 0) return dispatch(view, tr, $from.after())
        if (index < details.childCount - 1 || !isEmptyParagraph($from.parent)) return false
        // Enter in an empty last paragraph leaves the folded part.
        tr.insert($from.after(1), $from.parent.type.create())
        if (index > 1) tr.delete($from.before(), $from.after())
        return dispatch(view, tr, tr.mapping.map($from.after(1), -1))
      }),
      Backspace: inDetails(({ $from, view, tr, details, index }) => {
        if ($from.parentOffset > 0 || index > 1) return false
        if (index === 0) return unwrap(this.editor, $from.before(1))
        if (details.childCount > 2 && isEmptyParagraph($from.parent)) tr.delete($from.before(), $from.after())
        return dispatch(view, tr, $from.before() - 1, -1) // the end of the name
      }),
    }
  },
})

// ---- Video cards

const canHoldVideo = ({ $from }) => $from.depth === 1 || ($from.depth === 2 && isType($from.node(1), "details"))

const isOnOwnLine = ({ selection }) =>
  selection.empty && canHoldVideo(selection) && isEmptyParagraph(selection.$from.parent)

// People also copy the code that embeds a video.
const readVideo = (text) => (/^\s*<iframe\b/i.test(text) ? getEmbeddedVideo(text) : getVideo(text))

// Returns the video whose address is all that a paragraph holds. The text of a link may be a shortened address.
function getVideoOf(paragraph) {
  const text = paragraph.textContent
  const link = paragraph.childCount === 1 && paragraph.firstChild.marks.find(({ type }) => type.name === "link")
  return readVideo(text) ?? (link && /^(?:https?:|www\.)\S+$/.test(text) ? getVideo(link.attrs.href) : null)
}

// Makes a card of each paragraph that is the address of a video. A paragraph alone becomes one only on a line of its own.
function convertAddresses(slice, { state }) {
  const { content, openStart, openEnd } = slice
  if (content.childCount < 2 && !isOnOwnLine(state)) return slice
  const blocks = []
  content.forEach((node) => {
    const video = isType(node, "paragraph") && getVideoOf(node)
    blocks.push(video ? state.schema.nodes.videoCard.create({ href: video.url }) : node)
  })
  const isKept = (index) => blocks[index] === content.child(index)
  return blocks.every((_, index) => isKept(index))
    ? slice
    : new Slice(Fragment.from(blocks), isKept(0) ? openStart : 0, isKept(blocks.length - 1) ? openEnd : 0)
}

// Puts the caret into a card that is pasted on a line of its own, because its title is to be written.
function pasteCard(view, _event, { content }) {
  const card = content.childCount === 1 && content.firstChild
  if (!card || !isType(card, "videoCard") || card.content.size || !isOnOwnLine(view.state)) return false
  const start = view.state.selection.$from.before()
  return dispatch(view, view.state.tr.replaceWith(start, start + 2, card), start + 1)
}

function insertVideo(editor) {
  openLinkDialog({
    heading: "Video",
    hrefLabel: "Địa chỉ video trên YouTube hoặc Facebook",
    help: "Người đọc bấm vào tên video để mở video ở trang của YouTube hoặc Facebook.",
    titleLabel: "Tên video",
    isTitleRequired: true,
    resolve: (text) => readVideo(text)?.url,
    refuse: (text) => `“${text}” không phải là địa chỉ một video trên YouTube hoặc Facebook.`,
    onConfirm: ({ href, title }) => {
      const { state, view } = editor
      const range = getBlockRange(state, true)
      const isEmpty = range.endIndex - range.startIndex === 1 && isEmptyParagraph(range.parent.child(range.startIndex))
      const start = isEmpty ? range.start : range.end
      const card = state.schema.nodes.videoCard.create({ href }, state.schema.text(title))
      dispatch(view, state.tr.replaceWith(start, range.end, card), start + 1)
      leaveCard(editor)
      view.focus()
    },
  })
}

// Puts the caret into the paragraph after the card that it is in; adds one if there is none.
function leaveCard({ state, view }) {
  const { tr, schema, selection } = state
  const end = selection.$from.after()
  if (!isType(tr.doc.resolve(end).nodeAfter, "paragraph")) tr.insert(end, schema.nodes.paragraph.create())
  return dispatch(view, tr, end + 1)
}

export const VideoCard = Node.create({
  name: "videoCard",
  group: "section",
  content: "text*",
  marks: "",
  defining: true,
  isolating: true,

  addAttributes: () => ({ href: { default: "", rendered: false } }),

  parseHTML: () => [
    {
      tag: "p.video",
      priority: 60, // before paragraphs
      getAttrs: (element) => {
        const video = getVideo(element.querySelector("a")?.getAttribute("href") ?? "")
        return video ? { href: video.url } : false
      },
    },
  ],

  renderHTML: ({ node }) => ["p", { class: "video" }, ["a", { href: node.attrs.href }, 0]],

  addNodeView:
    () =>
    ({ node: { attrs } }) => {
      const contentDOM = createElement("div", { className: "sv-video-title" })
      const textContent = `Mở trên ${getVideo(attrs.href)?.platform}: ${attrs.href}`
      const address = createElement("div", { className: "sv-video-address", contentEditable: "false", textContent })
      return { dom: createElement("div", { className: "sv-video" }, contentDOM, address), contentDOM }
    },

  addMenuItems: (menu) =>
    defineButton(menu, "videoCard", "Video", "Chèn video trên YouTube hoặc Facebook", insertVideo),

  addKeyboardShortcuts() {
    return {
      // After a title; or after an address on a line of its own, as some keyboards of phones paste it.
      Enter: () => {
        const { state, view } = this.editor
        const { $from, empty } = state.selection
        if ($from.parent.type === this.type) return leaveCard(this.editor)
        const isAtEnd = empty && $from.parentOffset === $from.parent.content.size
        const video =
          isAtEnd && canHoldVideo(state.selection) && isType($from.parent, "paragraph")
            ? getVideo($from.parent.textContent)
            : null
        if (!video) return false
        const card = this.type.create({ href: video.url })
        return dispatch(view, state.tr.replaceWith($from.before(), $from.after(), card), $from.before() + 1)
      },
      // A card without title is removed; one with a title stays.
      Backspace: () => {
        const { state, view } = this.editor
        const { $from, empty } = state.selection
        if (!empty || $from.parent.type !== this.type || $from.parentOffset > 0) return false
        if ($from.parent.content.size) return true
        const paragraph = state.schema.nodes.paragraph.create()
        return dispatch(view, state.tr.replaceWith($from.before(), $from.after(), paragraph), $from.pos)
      },
    }
  },

  addProseMirrorPlugins: () => [new Plugin({ props: { transformPasted: convertAddresses, handlePaste: pasteCard } })],
})
