// Editor mark: a link. Only what is plainly a web or e-mail address becomes a link by itself, and a pasted link keeps
// its target. The library also takes "thúc.Do" for an address, and the text of a pasted link for its target.
import { Extension, Link as BaseLink, PasteRule, pm } from "django-prose-editor/editor"
import { normalizeHref } from "saovang/hrefs"
import { openLinkDialog } from "saovang/link-dialog"

const ENDING = "(?:vn|com|org|net|edu|gov|info|int|asia|VN|COM|ORG|NET|EDU|GOV|INFO)(?![\\p{L}\\p{N}_-])"
const HOST = `(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.)+`
const ADDRESS = new RegExp(
  "(?<![\\p{L}\\p{N}@._/:+-])" +
    `(?:[Hh][Tt][Tt][Pp][Ss]?://[^\\s<>"]+|[Ww]{3}\\.${HOST}[A-Za-z]{2,}(?![\\p{L}\\p{N}_-])(?:[:/?#][^\\s<>"]*)?` +
    `|[A-Za-z0-9._+-]+@${HOST}${ENDING}|${HOST}${ENDING}(?!@)(?:[:/?#][^\\s<>"]*)?)`,
  "gu",
)

/** Return the web and e-mail addresses in `text` with their index and href; punctuation after one is not part of it. */
export function findAddresses(text) {
  return [...text.matchAll(ADDRESS)].map(({ 0: match, index }) => {
    let address = match.replace(/[.,;:!?'"’”»…]+$/u, "")
    if (address.endsWith(")") && !address.includes("(")) address = address.replace(/[).,;:!?]+$/, "")
    return { text: address, index, data: { href: normalizeHref(address) ?? address } }
  })
}

const isAddress = (text) => findAddresses(text)[0]?.text === text

const getSearchUrl = (editor) =>
  editor.view.dom.closest(".prose-editor").querySelector("textarea").dataset.linksUrl ?? ""

export const Link = BaseLink.extend({
  addAttributes() {
    const parseHTML = (element) => (element.classList.contains("button") ? "button" : null)
    return { ...this.parent?.(), class: { default: null, parseHTML } }
  },

  addOptions() {
    return { ...this.parent?.(), defaultProtocol: "https", linkOnPaste: false, shouldAutoLink: isAddress }
  },

  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const isLink = editor.isActive(this.name)
          if (editor.state.selection.empty && !isLink) return false
          const { href, title } = editor.getAttributes(this.name)
          openLinkDialog({
            href: href ?? "",
            title: title ?? "",
            url: getSearchUrl(editor),
            onConfirm: (attributes) => {
              const chain = editor.chain().focus()
              if (isLink) chain.extendMarkRange(this.name).updateAttributes(this.name, attributes).run()
              else chain.setMark(this.name, attributes).run()
            },
          })
          return true
        },
    }
  },

  addPasteRules() {
    return [
      new PasteRule({
        find: findAddresses,
        handler: ({ state, range, match }) => {
          if (state.doc.rangeHasMark(range.from, range.to, this.type)) return
          state.tr.addMark(range.from, range.to, this.type.create(match.data)).removeStoredMark(this.type)
        },
      }),
    ]
  },

  addProseMirrorPlugins() {
    // An address pasted over selected text becomes the link of that text.
    const handlePaste = (view, _event, slice) => {
      const { from, to, empty } = view.state.selection
      const text = slice.content.textBetween(0, slice.content.size, "\n").trim()
      if (empty || !isAddress(text)) return false
      let { href } = findAddresses(text)[0].data
      slice.content.descendants((node) => {
        href = this.type.isInSet(node.marks)?.attrs.href ?? href
      })
      view.dispatch(view.state.tr.addMark(from, to, this.type.create({ href })))
      return true
    }
    return [...this.parent(), new pm.state.Plugin({ props: { handlePaste } })]
  },
})

// Makes the link at the caret a button, or an ordinary link again; else inserts a button with the selected words.
function toggleButton(editor) {
  const { selection, doc, schema } = editor.state
  if (editor.isActive("link")) {
    const isButton = editor.isActive("link", { class: "button" })
    return editor
      .chain()
      .extendMarkRange("link")
      .updateAttributes("link", { class: isButton ? null : "button" })
      .run()
  }
  openLinkDialog({
    heading: "Nút bấm",
    titleLabel: "Chữ trên nút",
    title: doc.textBetween(selection.from, selection.to, " ") || "Nộp hồ sơ",
    isTitleRequired: true,
    url: getSearchUrl(editor),
    onConfirm: ({ href, title }) => {
      const mark = schema.marks.link.create({ href, class: "button" })
      const tr = editor.state.tr.replaceSelectionWith(schema.text(title, [mark]), false)
      editor.view.dispatch(tr.setStoredMarks([]).scrollIntoView())
      editor.view.focus()
    },
  })
}

// The links that look like a button: a class of the mark above.
export const ButtonLink = Extension.create({
  name: "buttonLink",

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "buttonLink",
      groups: "blocks",
      button: buttons.text("Nút bấm", "Chèn liên kết trông như nút bấm, ví dụ “Nộp hồ sơ”"),
      command: toggleButton,
      active: (editor) => editor.isActive("link", { class: "button" }),
      enabled: (editor) => editor.state.selection.$from.parent.type.allowsMarkType(editor.schema.marks.link),
      hidden: (editor) => !editor.storage.details.isMenuOpen && !editor.isActive("link", { class: "button" }),
    })
  },
})
