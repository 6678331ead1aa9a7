// Editor mark: a link. Only what is plainly a web or e-mail address becomes a link by itself, and a pasted link keeps
// its target. The library also takes "thúc.Do" for an address, and the text of a pasted link for its target.
import { Link as BaseLink, PasteRule, pm } from "django-prose-editor/editor"
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

export const Link = BaseLink.extend({
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
            url: editor.view.dom.closest(".prose-editor").querySelector("textarea").dataset.linksUrl ?? "",
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
