// Cleans HTML pasted from Word, Google Docs, Zalo or a web page before the editor parses it.
// Attributes are removed from the text: a DOM parser would already report each style= as a violation of the CSP.
import { Extension, pm } from "django-prose-editor/editor"

const TAG = /<(\/?)([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
const ATTRIBUTE = /([\w:-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g
const ALLOWED_ATTRIBUTES = new Set([
  "href",
  "colspan",
  "rowspan",
  "start",
  "title",
  "data-photos",
  "data-pm-slice",
  "data-checked",
])
const REMOVED =
  /<!--[\s\S]*?-->|<!\[[^>]*\]>|<(style|script|title|xml|svg|head)\b[\s\S]*?<\/\1\s*>|<\/?(?:meta|link|base|img|o:p|html|body)\b[^>]*>/gi

// Keeps the allowed attributes, and style and class as data-style and data-class for the steps below.
function stripAttributes(html) {
  return html
    .replace(REMOVED, (match) => (/^<!--(Start|End)Fragment/.test(match) ? match : ""))
    .replace(TAG, (_, slash, tag, attributes) => {
      if (slash) return `</${tag}>`
      const attributesKept = []
      for (const [, key, raw = ""] of attributes.matchAll(ATTRIBUTE)) {
        const value = raw.replace(/^["']|["']$/g, "").replaceAll('"', "'")
        const name = key.toLowerCase()
        if (ALLOWED_ATTRIBUTES.has(name)) attributesKept.push(` ${name}="${value}"`)
        else if (name === "style" || name === "class") attributesKept.push(` data-${name}="${value}"`)
      }
      return `<${tag}${attributesKept.join("")}>`
    })
}

const unwrap = (element) => element.replaceWith(...element.childNodes)

function rename(element, name) {
  const replacement = element.ownerDocument.createElement(name)
  replacement.append(...element.childNodes)
  element.replaceWith(replacement)
}

// Replaces styles by <strong>, <em>, <sup> and <sub>, and unwraps <b> whose style is not bold (Google Docs).
function convertStyles(root) {
  for (const element of root.querySelectorAll("[data-style]")) {
    const style = element.dataset.style.toLowerCase().replace(/\s/g, "")
    if (/display:none|mso-hide:all/.test(style)) {
      element.remove()
      continue
    }
    const tag = element.localName
    if ((tag === "b" || tag === "strong") && /(^|;)font-weight:(normal|[1-5]00)/.test(style)) unwrap(element)
    else if (tag === "span") {
      const names = []
      if (/(^|;)font-weight:(bold|[6-9]00)/.test(style)) names.push("strong")
      if (/(^|;)font-style:italic/.test(style)) names.push("em")
      if (/vertical-align:super/.test(style)) names.push("sup")
      if (/vertical-align:sub/.test(style)) names.push("sub")
      for (const name of names) {
        const mark = root.ownerDocument.createElement(name)
        mark.append(...element.childNodes)
        element.append(mark)
      }
    }
  }
}

// Word writes list items as paragraphs with a level in the style and the bullet or number as text.
function convertWordLists(root) {
  const MARKER = /mso-list:\s*ignore/i
  const ITEM = /mso-list:\s*l\d+\s+level(\d+)/i
  let lists = []
  for (const paragraph of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const level = Number(ITEM.exec(paragraph.dataset.style ?? "")?.[1] ?? 0)
    if (!level || paragraph.localName !== "p") {
      lists = []
      continue
    }
    const marker = [...paragraph.querySelectorAll("[data-style]")].find((part) => MARKER.test(part.dataset.style))
    const kind = /^[\s(]*(\d|[a-z]{1,4}[.)]|[ivx]+[.)])/i.test(marker?.textContent ?? "") ? "ol" : "ul"
    marker?.remove()
    if (lists.length && lists[0].nextElementSibling !== paragraph) lists = []
    lists.length = Math.min(lists.length, level)
    if (lists.length === level && lists[level - 1].localName !== kind) lists.length = level - 1
    while (lists.length < level) {
      const list = root.ownerDocument.createElement(kind)
      if (lists.length)
        (lists.at(-1).lastElementChild ?? lists.at(-1).appendChild(root.ownerDocument.createElement("li"))).append(list)
      else paragraph.before(list)
      lists.push(list)
    }
    const item = root.ownerDocument.createElement("li")
    lists.at(-1).append(item)
    item.append(paragraph)
  }
}

// Splits paragraphs at double line breaks and turns <div> lines (Zalo) into paragraphs.
function convertParagraphs(root) {
  for (const element of root.querySelectorAll("div")) {
    const blocks = element.querySelector("p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, figure")
    if (blocks) unwrap(element)
    else rename(element, "p")
  }
  for (const paragraph of root.querySelectorAll("p")) {
    for (const br of [...paragraph.querySelectorAll(":scope > br + br")]) {
      const before = br.previousElementSibling
      if (before?.localName !== "br" || before.nextSibling !== br) continue
      const rest = root.ownerDocument.createElement("p")
      while (br.nextSibling) rest.append(br.nextSibling)
      before.remove()
      br.remove()
      paragraph.after(rest)
    }
  }
  for (const empty of root.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li")) {
    if (!empty.textContent.trim() && !empty.querySelector("figure, br + *")) empty.remove()
  }
}

function convertHeadings(root) {
  for (const title of root.querySelectorAll("p[data-class~=MsoTitle]")) rename(title, "h2")
  for (const heading of root.querySelectorAll("h1")) rename(heading, "h2")
  for (const heading of root.querySelectorAll("h4, h5, h6")) rename(heading, "h3")
  for (const bold of root.querySelectorAll("h2 strong, h3 strong, h2 b, h3 b")) unwrap(bold)
}

/** Return clean HTML with the structure of `html`: paragraphs, headings, lists, tables, links, marks. */
export function cleanPaste(html) {
  const stripped = stripAttributes(html.normalize("NFC"))
  if (/data-pm-slice/.test(stripped)) return stripped.replace(/ data-(style|class)="[^"]*"/g, "") // copied from this editor
  const document = new DOMParser().parseFromString(stripped, "text/html")
  const root = document.body
  convertStyles(root)
  convertWordLists(root)
  convertHeadings(root)
  convertParagraphs(root)
  for (const element of root.querySelectorAll("span, font, u, o\\:p")) unwrap(element)
  for (const element of root.querySelectorAll("[data-style], [data-class]")) {
    element.removeAttribute("data-style")
    element.removeAttribute("data-class")
  }
  for (const link of root.querySelectorAll("a:not([href]), a[href^='#'], a[href^='file:'], a[href^='about:']"))
    unwrap(link)
  return root.innerHTML.replace(/(?:&nbsp;|\u00a0)/g, " ")
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins() {
    return [new pm.state.Plugin({ props: { transformPastedHTML: cleanPaste } })]
  },
})
