// Cleans HTML pasted from Word, Google Docs, Zalo or a web page before the editor parses it.
// Attributes are removed from the text: a DOM parser would already report each style= as a violation of the CSP.
import { Extension, pm } from "django-prose-editor/editor"
import { normalizeHref } from "saovang/hrefs"
import { getFontConverter } from "saovang/legacy-fonts"
import { PastedPictures, showNote, uploadDocuments } from "saovang/pictures"
import { getEmbeddedVideo } from "saovang/videos"

const TAG = /<(\/?)([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
const ATTRIBUTE = /([\w:-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g
const ALLOWED_ATTRIBUTES = new Set([
  "href",
  "colspan",
  "rowspan",
  "start",
  "value",
  "reversed",
  "type",
  "title",
  "data-photos",
  "data-pm-slice",
  "data-checked",
  "data-aria-level",
  "data-leveltext",
  "role",
  "aria-level",
])
const isHugeSpan = (name, value) => /^(col|row)span$/.test(name) && !/^[1-9]\d{0,2}$/.test(value)
const REMOVED =
  /<!--[\s\S]*?-->|<!\[[^>]*\]>|<(style|script|title|xml|svg|head|noscript|template)\b[\s\S]*?<\/\1\s*>|<\/?(?:meta|link|base|o:p|html|body)\b[^>]*>/gi

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
      // blocks.js makes a card of an address on a line of its own.
      if (tag.toLowerCase() === "iframe") return `<p>${getEmbeddedVideo(attributes)?.url ?? ""}</p>`
      const all = [...attributes.matchAll(ATTRIBUTE)].map(([, key, raw = ""]) => [key.toLowerCase(), unquote(raw)])
      if (tag.toLowerCase() === "img")
        return pictures.replaceImage(Object.fromEntries(all), (key) => `\ue000${key}\ue001`)
      const attributesKept = []
      for (const [name, value] of all) {
        if (isHugeSpan(name, value)) continue
        if (ALLOWED_ATTRIBUTES.has(name)) attributesKept.push(` ${name}="${value}"`)
        else if (DATA_ATTRIBUTES.has(name)) attributesKept.push(` data-${name}="${value}"`)
      }
      return `<${tag}${attributesKept.join("")}>`
    })
}

const BLOCKS = "p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, figure, hr"
const ALLOWED_ELEMENTS = new Set(
  "a br p div ul ol li table thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 blockquote figure hr".split(" "),
)
const DIV_LIKE =
  "pre, section, article, main, header, footer, aside, nav, address, center, dl, dt, dd, details, summary, form, fieldset, figcaption"
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
  const shorthand = /^[a-z\s-]*(?:\d00\b[a-z\s-]*)?(?=\d)/.exec(style.font ?? "")?.[0] // before the size
  set(
    "strong",
    style["font-weight"] || (shorthand === "" ? "normal" : shorthand),
    /^(bold|[6-9]\d\d)|\b(bold|[6-9]00)\b/,
  )
  set("em", style["font-style"] || (shorthand === "" ? "normal" : shorthand), /\b(italic|oblique)\b/)
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
      const parts = child.data.split(lines ? /\r\n?|[\n\v\u2028\u2029]/ : /[\v\u2028\u2029]/)
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

const SYMBOL_FONT = /font(?:-family)?:[^;]*(?:symbol|wingdings|webdings)/i

const isBulletLabel = (label) => !/[\p{L}\p{N}]/u.test(label) || /^[ovqØü]$/i.test(label)

// Comments of reviewers are no text of the document.
function removeComments(root) {
  const selector =
    "[data-class~=MsoCommentReference], [data-class~=msocomanchor], [data-style*='mso-element:comment-list' i]"
  for (const comment of root.querySelectorAll(selector)) comment.remove()
}

const ROMAN = { c: 100, xc: 90, l: 50, xl: 40, x: 10, ix: 9, v: 5, iv: 4, i: 1 }

function formatNumber(number, listStyle) {
  const value = Math.max(number, 0)
  let text = String(number)
  if (/-(?:alpha|latin)$/.test(listStyle) && value <= 26) text = String.fromCharCode(96 + value)
  else if (listStyle.endsWith("-roman")) {
    let rest = value
    text = Object.entries(ROMAN).reduce((roman, [letters, size]) => {
      const count = Math.floor(rest / size)
      rest %= size
      return roman + letters.repeat(count)
    }, "")
  }
  return listStyle.startsWith("upper") ? text.toUpperCase() : text
}

// Word for the web makes a list of each item, with its level and the form of its number ("Điều %1.") as attributes.
// Here they become paragraphs as other versions of Word write them.
function convertWordWebLists(root) {
  const numbers = [] // the last one of each level, as text
  const lists = new Set()
  for (const item of root.querySelectorAll("li[data-leveltext][data-aria-level]")) {
    const list = item.parentElement
    const { ariaLevel: level, leveltext: form } = item.dataset
    const listStyle = getListStyle(list, item)
    numbers[level] = formatNumber((list.start || 1) + [...list.children].indexOf(item), listStyle)
    const marker = root.ownerDocument.createElement("span")
    marker.dataset.style = "mso-list:ignore"
    const label = form.replace(/%(\d)/g, (_, digit) => numbers[digit] ?? "")
    marker.textContent = list.localName !== "ol" ? "•" : label === form ? `${numbers[level]}.` : label
    const paragraph = root.ownerDocument.createElement("p")
    paragraph.dataset.style = `mso-list:l0 level${level} lfo1`
    paragraph.append(marker, ...item.childNodes)
    for (const inner of paragraph.querySelectorAll("p")) unwrap(inner)
    item.replaceWith(paragraph)
    lists.add(list)
  }
  for (const list of lists) {
    const wrapper = list.closest("[data-class~=ListContainerWrapper]")
    unwrap(list)
    if (wrapper) unwrap(wrapper)
  }
}

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
    if (marker) {
      const label = marker.textContent.replace(/\s+/g, " ").trim()
      const isSymbol = label.length === 1 && SYMBOL_FONT.test(marker.parentElement.dataset.style + marker.dataset.style)
      items.push({ paragraph, marker, level, label, isBullet: isSymbol || isBulletLabel(label) })
    } else if (!level) {
      // Without list styles ("filtered" HTML), the bullet is a character of a symbol font.
      const symbol = parts.find((part) => SYMBOL_FONT.test(part.dataset.style))
      if (symbol?.textContent.trim().length === 1 && paragraph.textContent.trim().startsWith(symbol.textContent.trim()))
        symbol.textContent = "• "
    }
  }
  const isPlain = items.every(({ label, isBullet }) => isBullet || /^(?:0|[1-9]\d*)\.$/.test(label))
  let lists = []
  for (const { paragraph, marker, level, label, isBullet } of items) {
    if (paragraph.localName !== "p" || !level || !(isBullet || isPlain)) {
      if (isBullet) marker.remove()
      else marker.textContent = `${label} `
      continue
    }
    marker.remove()
    const kind = isBullet ? "ul" : "ol"
    const number = isBullet ? null : Number.parseInt(label, 10)
    if (lists.length && lists[0].element.nextElementSibling !== paragraph) lists = []
    while (lists.length && lists.at(-1).level > level) lists.pop()
    const last = lists.at(-1)
    if (last?.level === level && (last.kind !== kind || (!isBullet && number !== last.number + 1))) lists.pop()
    if (lists.at(-1)?.level !== level) {
      const element = root.ownerDocument.createElement(kind)
      if (!isBullet && number !== 1) element.setAttribute("start", number)
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

// Browsers copy items of one list without the list.
function wrapListItems(root) {
  for (const item of root.querySelectorAll(":not(ul, ol) > li")) {
    if (item.parentElement.localName === "ul") continue // wrapped with the one before
    const list = root.ownerDocument.createElement("ul")
    item.before(list)
    for (let next = item; next?.localName === "li"; next = list.nextElementSibling) list.append(next)
  }
}

function getListStyle(list, item) {
  const styles = `${list.dataset.style ?? ""};${item?.dataset.style ?? ""}`
  return /list-style(?:-type)?:\s*([a-z-]+)/i.exec(styles)?.[1].toLowerCase() ?? ""
}

// Keeps the letters and Roman numbers of lists, which Google Docs and others write as styles of the list or its items.
// Without a style of numbers, the numbers are in the text.
function convertListTypes(root) {
  const TYPES = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i" }
  for (const list of root.querySelectorAll("ol:not([type])")) {
    const items = list.querySelectorAll(":scope > li")
    const name = getListStyle(list, items[0])
    const type = name === "upper-roman" ? "I" : TYPES[name]
    if (type) list.setAttribute("type", type)
    else if (name === "none") {
      for (const item of items) rename(item, "div")
      unwrap(list)
    }
  }
}

// The editor knows the number of a list's first item only: a list ends where its numbers do not go on by one.
function convertListNumbers(root) {
  for (const list of root.querySelectorAll("ol")) {
    const items = list.querySelectorAll(":scope > li")
    const step = list.hasAttribute("reversed") ? -1 : 1
    let number = list.hasAttribute("start") || step === 1 ? list.start : items.length
    let next = list.start
    let part = list
    for (const item of items) {
      if (item.hasAttribute("value")) number = item.value
      if (number !== next && item === items[0]) list.setAttribute("start", number)
      else if (number !== next) {
        const rest = list.cloneNode(false)
        rest.setAttribute("start", number)
        while (item.nextSibling) rest.append(item.nextSibling)
        rest.prepend(item)
        part.after(rest)
        part = rest
      }
      next = number + 1
      number += step
      if (isBlank(item)) {
        item.remove()
        next -= 1 // the item behind it gets its own number
      }
    }
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
    if (isBlank(paragraph)) {
      paragraph.remove()
      continue
    }
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
  for (const heading of root.querySelectorAll("p[role=heading]"))
    // Word for the web
    rename(heading, Number(heading.getAttribute("aria-level")) > 2 ? "h3" : "h2")
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
  // Browsers copy cells and rows of one table without the table.
  const stripped = stripAttributes(normalized, pictures)
    .replace(/^(?:\s|<!--[^>]*-->)*<(?:tr|td|th|tbody|thead|tfoot|colgroup)\b[\s\S]*$/i, "<table>$&</table>")
    .replace(/([☐☑] )(<p\b[^>]*>)/g, "$2$1")
  const root = new DOMParser().parseFromString(stripped, "text/html").body
  const isOwn = /data-pm-slice/.test(stripped) // copied from this editor
  if (!isOwn) {
    const [classStyles, elementFonts] = parseStyleSheets(normalized)
    convertLegacyFonts(root, classStyles, elementFonts)
    removeComments(root)
    wrapListItems(root)
    convertWordWebLists(root)
    convertWordLists(root)
    convertListTypes(root)
    convertListNumbers(root)
    convertHeadings(root)
    convertInline(root, classStyles)
    convertParagraphs(root)
    convertBullets(root)
    convertListItems(root)
    convertHeaderRows(root)
  }
  for (const element of root.querySelectorAll("[data-style], [data-class], [data-face]")) {
    if (isOwn && element.dataset.class) element.className = element.dataset.class // of a button or a video card
    for (const name of DATA_ATTRIBUTES) element.removeAttribute(`data-${name}`)
  }
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
      const keys = pictures.addFiles()
      if (keys.length) editor.commands.insertPendingPhotos(keys)
      showNote(editor, [pictures.describeLost(), uploadDocuments(clipboardData)].join(" ").trim())
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
