// What is pasted from Word, Google Docs, Zalo or a web page becomes clean structure before the editor sees it.
// Attributes are cut from the text itself: a parser would already report each style= to the content policy.
import { Extension, pm } from "django-prose-editor/editor"

const TAG = /<(\/?)([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
const ATTRIBUTE = /([\w:-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g
const KEPT = new Set(["href", "colspan", "rowspan", "start", "title", "data-photos", "data-pm-slice", "data-checked"])
const GONE =
  /<!--[\s\S]*?-->|<!\[[^>]*\]>|<(style|script|title|xml|svg|head)\b[\s\S]*?<\/\1\s*>|<\/?(?:meta|link|base|img|o:p|html|body)\b[^>]*>/gi

// Tags with the few attributes that mean something; what style and class say waits in data-style and data-class.
function withoutStyles(html) {
  return html
    .replace(GONE, (gone) => (/^<!--(Start|End)Fragment/.test(gone) ? gone : ""))
    .replace(TAG, (_, slash, name, attributes) => {
      if (slash) return `</${name}>`
      const kept = []
      for (const [, key, raw = ""] of attributes.matchAll(ATTRIBUTE)) {
        const value = raw.replace(/^["']|["']$/g, "").replaceAll('"', "'")
        const low = key.toLowerCase()
        if (KEPT.has(low)) kept.push(` ${low}="${value}"`)
        else if (low === "style" || low === "class") kept.push(` data-${low}="${value}"`)
      }
      return `<${name}${kept.join("")}>`
    })
}

const unwrap = (element) => element.replaceWith(...element.childNodes)

function rename(element, name) {
  const made = element.ownerDocument.createElement(name)
  made.append(...element.childNodes)
  element.replaceWith(made)
  return made
}

// Bold and the like, where only a style says so; and <b> that says it is not.
function marks(root) {
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

// Word writes a list as paragraphs, each with its level and its bullet or number as text.
function wordLists(root) {
  const MARK = /mso-list:\s*ignore/i
  const ITEM = /mso-list:\s*l\d+\s+level(\d+)/i
  let lists = []
  for (const paragraph of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const level = Number(ITEM.exec(paragraph.dataset.style ?? "")?.[1] ?? 0)
    if (!level || paragraph.localName !== "p") {
      lists = []
      continue
    }
    const mark = [...paragraph.querySelectorAll("[data-style]")].find((part) => MARK.test(part.dataset.style))
    const kind = /^[\s(]*(\d|[a-z]{1,4}[.)]|[ivx]+[.)])/i.test(mark?.textContent ?? "") ? "ol" : "ul"
    mark?.remove()
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

// A paragraph broken by two line breaks is two; lines of Zalo come as divisions.
function paragraphs(root) {
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

function headings(root) {
  for (const title of root.querySelectorAll("p[data-class~=MsoTitle]")) rename(title, "h2")
  for (const heading of root.querySelectorAll("h1")) rename(heading, "h2")
  for (const heading of root.querySelectorAll("h4, h5, h6")) rename(heading, "h3")
  for (const bold of root.querySelectorAll("h2 strong, h3 strong, h2 b, h3 b")) unwrap(bold)
}

export function cleanPaste(html) {
  const bare = withoutStyles(html.normalize("NFC"))
  if (/data-pm-slice/.test(bare)) return bare.replace(/ data-(style|class)="[^"]*"/g, "") // from an editor like this one
  const document = new DOMParser().parseFromString(bare, "text/html")
  const root = document.body
  marks(root)
  wordLists(root)
  headings(root)
  paragraphs(root)
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
