// Cleans HTML pasted from Word, Google Docs, Zalo or a web page before the editor parses it.
// Attributes are removed from the text: a DOM parser would already report each style= as a violation of the CSP.
import { Extension, pm } from "django-prose-editor/editor"
import { normalizeHref } from "saovang/hrefs"
import { getFontConverter } from "saovang/legacy-fonts"
import { PastedPictures, showNote } from "saovang/pictures"

const TAG = /<(\/?)([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
const ATTRIBUTE = /([\w:-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g
const ALLOWED_ATTRIBUTES = new Set([
  "href",
  "colspan",
  "rowspan",
  "start",
  "type",
  "title",
  "data-photos",
  "data-pm-slice",
  "data-checked",
])
const REMOVED =
  /<!--[\s\S]*?-->|<!\[[^>]*\]>|<(style|script|title|xml|svg|head)\b[\s\S]*?<\/\1\s*>|<\/?(?:meta|link|base|o:p|html|body)\b[^>]*>/gi

// A picture is a character of its own in the text until the end, so that no step takes its place for empty.
const PICTURE = /\ue000(\d+)\ue001/g
const DATA_ATTRIBUTES = new Set(["style", "class", "face"])

const unquote = (raw) => raw.replace(/^["']|["']$/g, "").replaceAll('"', "'")

// Keeps the allowed attributes, and style, class and face as data-style and so on for the steps below.
function stripAttributes(html, pictures) {
  return html
    .replace(/[\ue000\ue001]/g, "")
    .replace(REMOVED, (match) => (/^<!--(Start|End)Fragment/.test(match) ? match : ""))
    .replace(TAG, (_, slash, tag, attributes) => {
      if (slash) return `</${tag}>`
      const all = [...attributes.matchAll(ATTRIBUTE)].map(([, key, raw = ""]) => [key.toLowerCase(), unquote(raw)])
      if (tag.toLowerCase() === "img")
        return pictures.replaceImage(Object.fromEntries(all), (key) => `\ue000${key}\ue001`)
      const attributesKept = []
      for (const [name, value] of all) {
        if (ALLOWED_ATTRIBUTES.has(name)) attributesKept.push(` ${name}="${value}"`)
        else if (DATA_ATTRIBUTES.has(name)) attributesKept.push(` data-${name}="${value}"`)
      }
      return `<${tag}${attributesKept.join("")}>`
    })
}

const BLOCKS = "p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, figure"
const ALLOWED_ELEMENTS = new Set(
  "a br p div ul ol li table thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 blockquote figure".split(" "),
)
const DIV_LIKE =
  "pre, section, article, main, header, footer, aside, nav, address, center, dl, dt, dd, details, summary, form, fieldset, figcaption, hr"
const TAG_MARKS = {
  b: "strong",
  strong: "strong",
  i: "em",
  em: "em",
  s: "s",
  strike: "s",
  del: "s",
  sup: "sup",
  sub: "sub",
}
const MARKS = ["strong", "em", "s", "sup", "sub"]
// Bullets as characters, also those of the fonts Symbol and Wingdings. A dash stays text: it also begins a sentence.
const BULLET = /^\s*[·•▪▫◦●○‣∙■□➢❖✓\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf071]\s*/

const unwrap = (element) => element.replaceWith(...element.childNodes)
const isBlank = (node) => !node.textContent.trim()
const isBlock = (node) => node.nodeType === 1 && (node.matches(BLOCKS) || node.querySelector(BLOCKS) !== null)

function rename(element, name) {
  const replacement = element.ownerDocument.createElement(name)
  replacement.append(...element.childNodes)
  for (const { name: key, value } of element.attributes) replacement.setAttribute(key, value)
  element.replaceWith(replacement)
}

// Returns the declarations of each class in the style sheets of the clipboard, since Excel marks bold cells by class only,
// and the font of each element.
function parseStyleSheets(html) {
  const styles = {}
  const fonts = {}
  for (const [, sheet] of html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi)) {
    for (const [, selectors, declarations] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      for (const selector of selectors.split(",")) {
        const name = /^[\s\S]*(?:^|[\s>])[a-z]*\.([\w-]+)\s*$/i.exec(selector)?.[1]
        const font = /(?:^|;|\s)font-family:\s*([^;]+)/i.exec(declarations)?.[1]
        if (name) styles[name] = `${styles[name] ?? ""};${declarations}`
        else if (font && /^\s*[a-z]\w*\s*$/i.test(selector)) fonts[selector.trim().toLowerCase()] = font
      }
    }
  }
  return [styles, fonts]
}

function parseStyle(element, classStyles) {
  const classes = (element.dataset.class ?? "").split(/\s+/).map((name) => classStyles[name] ?? "")
  const declarations = [...classes, element.dataset.style ?? ""].join(";").toLowerCase().split(";")
  return Object.fromEntries(
    declarations.map((declaration) => {
      const [property, ...value] = declaration.split(":")
      return [property.trim(), value.join(":").replace("!important", "").trim()]
    }),
  )
}

// Returns the font of the text directly in `element`, "" if it is the parent's. A rule of the style sheet for an element
// counts for the font only: Excel's rule for <td> would make all text normal.
function getFont(element, classStyles, elementFonts) {
  const style = parseStyle(element, classStyles)
  const shorthand = style.font?.replace(/^.*?\d\S*\s+/, "") // after the size
  return element.dataset.face || style["font-family"] || shorthand || elementFonts[element.localName] || ""
}

// Converts text in .VnTime, VNI-Times and other fonts of their encodings to Unicode.
function convertLegacyFonts(element, classStyles, elementFonts, inherited = null) {
  const font = getFont(element, classStyles, elementFonts)
  const convert = font ? getFontConverter(font) : inherited
  for (const child of element.childNodes) {
    if (child.nodeType === 1) convertLegacyFonts(child, classStyles, elementFonts, convert)
    else if (child.nodeType === 3 && convert) child.data = convert(child.data)
  }
}

// Returns the marks of the text directly in `element`: a style wins over the tag, which wins over the parent.
function getMarks(element, style, inherited) {
  const marks = new Set(inherited)
  const tagMark = TAG_MARKS[element.localName]
  if (tagMark) marks.add(tagMark)
  const set = (mark, value, pattern) => {
    if (!value) return
    const on = /^(inherit|unset)/.test(value) ? inherited.has(mark) : pattern.test(value)
    if (on) marks.add(mark)
    else marks.delete(mark)
  }
  set("strong", style["font-weight"], /^(bold|[6-9]\d\d)/)
  set("em", style["font-style"], /^(italic|oblique)/)
  // A decoration of the parent also runs through the text of a child without decoration.
  const decoration = style["text-decoration-line"] || style["text-decoration"]
  if (decoration?.includes("line-through")) marks.add("s")
  else if (decoration && tagMark === "s" && !inherited.has("s")) marks.delete("s")
  const position = style["vertical-align"]
  if (/^(super|sub)/.test(position)) marks.add(position.startsWith("super") ? "sup" : "sub")
  else if (position && (tagMark === "sup" || tagMark === "sub")) marks.delete(tagMark)
  return marks
}

function keepsLines(element, style, inherited) {
  const value = style["white-space"] || style["white-space-collapse"]
  if (value) return /^(pre|break-spaces)/.test(value)
  return inherited || element.localName === "pre"
}

function createText(document, text, marks) {
  let node = document.createTextNode(text)
  for (const name of MARKS.filter((mark) => marks.has(mark)).reverse()) {
    const mark = document.createElement(name)
    mark.append(node)
    node = mark
  }
  return node
}

// Puts the marks that tags, styles and classes give onto the text itself, and lines of preformatted text apart by <br>.
function convertInline(element, classStyles, inheritedMarks = new Set(), inheritedLines = false) {
  const style = parseStyle(element, classStyles)
  if (style.display === "none" || style["mso-hide"] === "all") return element.remove()
  const document = element.ownerDocument
  const marks = getMarks(element, style, inheritedMarks)
  const lines = keepsLines(element, style, inheritedLines)
  const hasBlocks =
    Boolean(element.querySelector(BLOCKS)) || /^(ul|ol|table|thead|tbody|tfoot|tr)$/.test(element.localName)
  for (const child of [...element.childNodes]) {
    if (child.nodeType === 1) convertInline(child, classStyles, marks, lines)
    else if (child.nodeType !== 3 || (hasBlocks && isBlank(child))) continue
    else {
      const parts = lines ? child.data.split(/\r\n?|\n/) : [child.data]
      const nodes = parts.flatMap((part, index) => {
        const text = part ? [createText(document, part, marks)] : []
        return index ? [document.createElement("br"), ...text] : text
      })
      child.replaceWith(...nodes)
    }
  }
  if (element === document.body || ALLOWED_ELEMENTS.has(element.localName)) return
  if (element.matches(DIV_LIKE) || /^(block|flex|grid|list-item)/.test(style.display)) rename(element, "div")
  else unwrap(element)
}

const isBulletLabel = (label) => !/[\p{L}\p{N}]/u.test(label) || /^[ovqØü]$/i.test(label)

// Word writes list items as paragraphs with a level in the style and the bullet or number as text.
// Laws and decisions refer to their numbers: with labels such as "Điều 1.", "a)" or "1.1.", all numbers stay text.
function convertWordLists(root) {
  const MARKER = /mso-list:\s*ignore/i
  const ITEM = /mso-list:\s*l\d+\s+level(\d+)/i
  const items = []
  for (const paragraph of root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const parts = [...paragraph.querySelectorAll("[data-style]")]
    const marker = parts.find((part) => MARKER.test(part.dataset.style))
    const level = Number(ITEM.exec(paragraph.dataset.style ?? "")?.[1] ?? 0)
    if (marker) items.push({ paragraph, marker, level, label: marker.textContent.replace(/\s+/g, " ").trim() })
    else if (!level) {
      // Without list styles ("filtered" HTML), the bullet is a character of a symbol font.
      const symbol = parts.find((part) => /font-family:[^;]*(symbol|wingdings)/i.test(part.dataset.style))
      if (symbol?.textContent.trim().length === 1 && paragraph.textContent.trim().startsWith(symbol.textContent.trim()))
        symbol.textContent = "• "
    }
  }
  const isPlain = items.every(({ label }) => isBulletLabel(label) || /^\d+\.$/.test(label))
  let lists = []
  for (const { paragraph, marker, level, label } of items) {
    const isBullet = isBulletLabel(label)
    if (paragraph.localName !== "p" || !level || !(isBullet || isPlain)) {
      if (isBullet) marker.remove()
      else marker.textContent = `${label} `
      continue
    }
    marker.remove()
    const kind = isBullet ? "ul" : "ol"
    const number = isBullet ? 0 : Number.parseInt(label, 10)
    if (lists.length && lists[0].element.nextElementSibling !== paragraph) lists = []
    while (lists.length && lists.at(-1).level > level) lists.pop()
    const last = lists.at(-1)
    if (last?.level === level && (last.kind !== kind || (number && number !== last.number + 1))) lists.pop()
    if (lists.at(-1)?.level !== level) {
      const element = root.ownerDocument.createElement(kind)
      if (number > 1) element.setAttribute("start", number)
      if (lists.length) lists.at(-1).element.lastElementChild.append(element)
      else paragraph.before(element)
      lists.push({ element, level, kind })
    }
    lists.at(-1).number = number
    const item = root.ownerDocument.createElement("li")
    lists.at(-1).element.append(item)
    item.append(paragraph)
  }
}

// Keeps the letters and Roman numbers of lists, which Google Docs and others write as styles of the list or its items.
function convertListTypes(root) {
  const TYPES = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i" }
  for (const list of root.querySelectorAll("ol:not([type])")) {
    const styles = [list, list.querySelector(":scope > li")].map((element) => element?.dataset.style ?? "").join(";")
    const name = /list-style(?:-type)?:\s*([a-z-]+)/i.exec(styles)?.[1]?.toLowerCase()
    const type = name === "upper-roman" ? "I" : TYPES[name]
    if (type) list.setAttribute("type", type)
  }
}

// The editor requires a paragraph at the start of each item; it would add an empty one, that is, an empty "1.".
function convertListItems(root) {
  for (const list of root.querySelectorAll("ul > :is(ul, ol), ol > :is(ul, ol)")) {
    const previous = list.previousElementSibling
    if (previous?.localName === "li") previous.append(list)
    else unwrap(list)
  }
  for (const item of root.querySelectorAll("li")) {
    const first = [...item.childNodes].find((node) => !isBlank(node))
    if (first?.localName === "ul" || first?.localName === "ol") {
      item.after(...first.children)
      first.remove()
      if (isBlank(item)) item.remove()
    } else if (/^h\d$/.test(first?.localName)) rename(first, "p")
  }
}

// Wraps text that stands directly in `container` in paragraphs; an empty line begins a new one, a bullet too.
function wrapText(container, always) {
  const paragraphs = []
  let paragraph = null
  const close = () => {
    while (paragraph?.lastChild && (paragraph.lastChild.localName === "br" || isBlank(paragraph.lastChild)))
      paragraph.lastChild.remove()
    paragraph = null
  }
  const nodes = [...container.childNodes]
  const isLineBreak = (index) => nodes[index]?.localName === "br"
  for (const [index, node] of nodes.entries()) {
    if (isBlock(node) || node.nodeType === 8) {
      close()
      continue
    }
    let next = index + 1
    while (nodes[next]?.nodeType === 3 && isBlank(nodes[next])) next += 1
    if (isLineBreak(index) && (isLineBreak(next) || BULLET.test(nodes[next]?.textContent ?? ""))) {
      close()
      node.remove()
    } else if (!paragraph && (isLineBreak(index) || isBlank(node))) {
      if (isLineBreak(index)) node.remove()
    } else {
      if (!paragraph) {
        paragraph = container.ownerDocument.createElement("p")
        node.before(paragraph)
        paragraphs.push(paragraph)
      }
      paragraph.append(node)
    }
  }
  close()
  if (!always && paragraphs.length === 1 && !container.querySelector(":scope > :not(p)")) unwrap(paragraphs[0])
}

// Turns each line that is a <div> (Zalo, Messenger, Teams) and each part between empty lines into a paragraph.
function convertParagraphs(root) {
  const containers = root.querySelectorAll("div, p")
  for (const element of root.querySelectorAll("blockquote, li, td, th")) wrapText(element, false)
  for (const element of [root, ...containers]) wrapText(element, true)
  for (const element of containers) unwrap(element)
  for (const empty of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li, ul, ol")].reverse()) {
    if (isBlank(empty) && !empty.querySelector("figure")) empty.remove()
  }
}

// Turns paragraphs that begin with a bullet into lists.
function convertBullets(root) {
  for (const paragraph of root.querySelectorAll("p")) {
    if (!BULLET.test(paragraph.textContent)) continue
    let text = paragraph
    while (text.firstChild) text = text.firstChild
    text.data = text.data.replace(BULLET, "")
    if (paragraph.parentElement.localName === "li") continue
    const item = root.ownerDocument.createElement("li")
    const previous = paragraph.previousElementSibling
    if (previous?.localName === "ul") previous.append(item)
    else {
      const list = root.ownerDocument.createElement("ul")
      paragraph.before(list)
      list.append(item)
    }
    item.append(paragraph)
  }
}

function convertHeadings(root) {
  for (const title of root.querySelectorAll("p[data-class~=MsoTitle]")) rename(title, "h2")
  for (const heading of root.querySelectorAll("h1")) rename(heading, "h2")
  for (const heading of root.querySelectorAll("h4, h5, h6")) rename(heading, "h3")
}

// The first row of a table is its header if all its text is bold, as Word and Excel show headers.
function convertHeaderRows(root) {
  for (const table of root.querySelectorAll("table")) {
    for (const cell of table.querySelectorAll("thead td")) rename(cell, "th")
    const [first] = table.rows
    if (table.querySelector("th") || table.rows.length < 2) continue
    const cells = [...first.cells].filter((cell) => !isBlank(cell))
    const isBold = cells.every((cell) => {
      const copy = cell.cloneNode(true)
      for (const bold of copy.querySelectorAll("strong")) bold.remove()
      return isBlank(copy)
    })
    // The head of an official letter is a table too, and bold, but its cells are no headers.
    if (cells.length > 1 && isBold && !/độc lập\s*[-–—]\s*tự do/i.test(first.textContent))
      for (const cell of [...first.cells]) rename(cell, "th")
  }
  for (const bold of root.querySelectorAll(":is(h2, h3, th) strong")) unwrap(bold)
}

// Puts each picture behind the block that it stands in, as a placeholder of its upload.
function placePictures(root) {
  const texts = root.ownerDocument.createNodeIterator(root, NodeFilter.SHOW_TEXT)
  const found = []
  for (let text = texts.nextNode(); text; text = texts.nextNode()) if (text.data.match(PICTURE)) found.push(text)
  for (const text of found.reverse()) {
    let block = text
    while (block.parentNode !== root) block = block.parentNode
    const placeholders = [...text.data.matchAll(PICTURE)].map(([, key]) => {
      const placeholder = root.ownerDocument.createElement("pending-photo")
      placeholder.setAttribute("key", key)
      return placeholder
    })
    block.after(...placeholders)
    text.data = text.data.replace(PICTURE, "")
    for (let node = text; node !== root && isBlank(node) && !/^(?:td|th|tr)$/.test(node.localName);) {
      const { parentNode } = node
      node.remove()
      node = parentNode
    }
  }
}

function convertLinks(root, isOwn) {
  for (const link of root.querySelectorAll("a")) {
    const href = link.getAttribute("href") ?? ""
    const target = href.startsWith("#") && !isOwn ? null : normalizeHref(href) // no anchors of other pages
    if (target) link.setAttribute("href", target)
    else unwrap(link)
  }
}

/** Return clean HTML with the structure of `html`: paragraphs, headings, lists, tables, links, marks, pictures. */
function cleanPaste(html, pictures) {
  const normalized = html.normalize("NFC")
  const stripped = stripAttributes(normalized, pictures)
  const root = new DOMParser().parseFromString(stripped, "text/html").body
  const isOwn = /data-pm-slice/.test(stripped) // copied from this editor
  if (!isOwn) {
    const [classStyles, elementFonts] = parseStyleSheets(normalized)
    convertLegacyFonts(root, classStyles, elementFonts)
    convertWordLists(root)
    convertListTypes(root)
    convertHeadings(root)
    convertInline(root, classStyles)
    convertParagraphs(root)
    convertBullets(root)
    convertListItems(root)
    convertHeaderRows(root)
  }
  for (const element of root.querySelectorAll("[data-style], [data-class], [data-face]"))
    for (const name of DATA_ATTRIBUTES) element.removeAttribute(`data-${name}`)
  convertLinks(root, isOwn)
  placePictures(root)
  for (const key of pictures.addRest()) {
    const placeholder = root.ownerDocument.createElement("pending-photo")
    placeholder.setAttribute("key", key)
    root.append(placeholder)
  }
  return isOwn ? root.innerHTML : root.innerHTML.replace(/(?:&nbsp;|\u00a0)/g, " ")
}

const hasText = (html) => /[^\s\u00a0]/.test(new DOMParser().parseFromString(html, "text/html").body.textContent)

export const CleanPaste = Extension.create({
  name: "cleanPaste",

  addProseMirrorPlugins() {
    const { editor } = this
    let transfer = null // of the paste or drop that is being handled
    const begin = (_view, event) => {
      transfer = event.clipboardData ?? event.dataTransfer
      showNote(editor, "")
      return false
    }
    // A picture alone is a file; Excel and Word also give a picture of the text that they give as HTML.
    const handlePaste = (_view, { clipboardData }) => {
      if (!clipboardData?.files.length || hasText(clipboardData.getData("text/html"))) return false
      const pictures = new PastedPictures(editor, clipboardData)
      if (!pictures.files.length) return false
      const keys = pictures.addFiles()
      if (keys.length) editor.commands.insertPendingPhotos(keys)
      showNote(editor, pictures.describeLost())
      return true
    }
    const transformPastedHTML = (html) => {
      const pictures = new PastedPictures(editor, transfer)
      const clean = cleanPaste(html, pictures)
      showNote(editor, pictures.describeLost())
      return clean
    }
    const handleDOMEvents = { paste: begin, drop: begin }
    return [new pm.state.Plugin({ props: { handleDOMEvents, handlePaste, transformPastedHTML } })]
  },
})
