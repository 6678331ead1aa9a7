// Pictures in what is pasted or dropped into the editor: those that can come are uploaded, the others are counted.
import { createElement } from "saovang/dom"

const MAX_PICTURES = 50 // in one paste
const MAX_RTF_LENGTH = 100_000_000 // characters; a picture has two a byte
// Of the formats that are accepted: a GIF is mostly the placeholder of a picture that was not loaded yet.
const DATA_URL = /^data:(image\/(?:png|jpe?g|webp|avif|heic|heif))(?:;[^,;]*)*;base64,/i
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator})[\p{Emoji}\u200d\ufe0f]*$/u

/** What people call the object that the photos belong to: "bài" or "trang". */
export const getOwnerNoun = () => document.getElementById("photos-group")?.dataset.owner ?? "bài"
const getPanel = () => document.querySelector("#photos-group[data-upload]")

const isPhoto = (file) => file.type.startsWith("image/")

function createFile(bytes, type, number) {
  return new File([bytes], `anh-dan-${number}.${type.split("/")[1].replace("jpeg", "jpg")}`, { type })
}

function decodeHex(hex) {
  const digits = hex.replace(/[^0-9a-f]/gi, "")
  const bytes = new Uint8Array(digits.length >> 1)
  const getValue = (index) => {
    const code = digits.charCodeAt(index)
    return code < 58 ? code - 48 : (code & 0xdf) - 55
  }
  for (let index = 0; index < bytes.length; index++) bytes[index] = getValue(2 * index) * 16 + getValue(2 * index + 1)
  return bytes
}

// Groups whose pictures are no pictures of the text, or a second form of one.
const SKIPPED_GROUPS = /^(?:nonshppict|shprslt|listpicture|(?:header|footer)[lrf]?)$/
const BLIP_TYPES = { pngblip: "image/png", jpegblip: "image/jpeg" }

/**
 * Return the pictures of a document in RTF in their order: type and bytes, or null for WMF and other formats that
 * browsers do not show. Word gives the pictures of its HTML only here.
 */
export function extractRtfPictures(rtf) {
  const token = /[{}]|\\([a-z]+)(-?\d*) ?|\\[^a-z]/gi
  const pictures = []
  let depth = 0
  let skippedDepth = Infinity
  let picture = null
  let end = 0 // of the token before
  if (rtf.length > MAX_RTF_LENGTH) return pictures
  for (let match = token.exec(rtf); match; match = token.exec(rtf)) {
    const [text, word, number] = match
    if (text === "{") depth += 1
    else if (text === "}") {
      if (picture?.depth === depth) {
        pictures.push(picture.type && { type: picture.type, bytes: decodeHex(rtf.slice(end, match.index)) })
        picture = null
      }
      if (depth === skippedDepth) skippedDepth = Infinity
      depth -= 1
    } else if (word === "bin") token.lastIndex += Number(number)
    else if (skippedDepth !== Infinity) continue
    else if (word === "pict") picture = { depth, type: null }
    else if (picture && word in BLIP_TYPES) picture.type = BLIP_TYPES[word]
    else if (word && SKIPPED_GROUPS.test(word)) skippedDepth = depth
    end = token.lastIndex
  }
  return pictures
}

// ---- Uploads

const uploads = new Map() // by key: getFile; once begun, `waiting` for the end; once ended, `photo`: an id or null
let lastKey = 0

/** Whether the editor has a place for pictures: an article's form with its photo panel. */
const takesPictures = (editor) => Boolean(editor.schema.nodes.photoRow && getPanel())

function addUpload(getFile) {
  lastKey += 1
  uploads.set(String(lastKey), { getFile })
  return String(lastKey)
}

export const hasUpload = (key) => uploads.has(key)

function endUpload(upload, photo) {
  upload.photo = photo
  for (const onEnd of upload.waiting) onEnd(photo)
}

/**
 * Upload a picture unless that has begun, and call `onEnd` with the id of the photo, or null if it failed. The panel
 * reports the end before it submits a form that waits for it, so `onEnd` is called at once.
 */
export async function startUpload(key, onEnd) {
  const upload = uploads.get(key)
  if ("photo" in upload) return void queueMicrotask(() => onEnd(upload.photo))
  if (upload.waiting) return void upload.waiting.push(onEnd)
  upload.waiting = [onEnd]
  try {
    const done = ([photo]) => endUpload(upload, photo ? String(photo.id) : null)
    const files = [await upload.getFile()]
    getPanel().dispatchEvent(new CustomEvent("upload-panel:add", { detail: { files, done } }))
  } catch {
    endUpload(upload, null) // a picture that is damaged, or of this portal and cannot be loaded
  }
}

// ---- Pictures of a paste

/** The pictures of one paste or drop. */
export class PastedPictures {
  /**
   * @param {Editor} editor
   * @param {DataTransfer} transfer - of the event
   */
  constructor(editor, transfer) {
    this.isTaken = takesPictures(editor)
    this.isNew = Boolean(editor.schema.nodes.photoRow && document.getElementById("photos-group"))
    this.files = [...(transfer?.files ?? [])].filter(isPhoto)
    this.count = 0
    this.lost = 0
    // Word writes the names of temporary files into its HTML, and their content into its RTF, in the same order.
    const rtf = transfer?.getData("text/rtf") ?? ""
    const temporary = transfer?.getData("text/html").match(/<img\b[^>]*?\ssrc=["']?file:/gi) ?? []
    this.fromRtf = rtf && temporary.length ? extractRtfPictures(rtf) : []
    this.isInOrder = this.fromRtf.length === temporary.length
  }

  /** Return the key of the upload of a picture, "" if it cannot come. */
  add(getFile) {
    this.count += 1
    if (this.isTaken && getFile && this.count <= MAX_PICTURES) return addUpload(getFile)
    this.lost += 1
    return ""
  }

  addFromRtf(picture) {
    const number = this.count + 1
    return this.add(picture && (() => createFile(picture.bytes, picture.type, number)))
  }

  /** Return what stands for an <img> in the text: `wrap` of its key, an emoji, or nothing. */
  replaceImage({ src = "", alt = "", width, height, style = "", ...attributes }, wrap) {
    if (EMOJI.test(alt.trim())) return alt.trim()
    if (attributes["aria-roledescription"] === "checkbox") return /^un/.test(alt) ? "☐ " : "☑ " // of Google Docs
    const sizes = [width, height, /(?:^|[\s;])width:\s*([\d.]+)px/i.exec(style)?.[1]]
    if (sizes.some((size) => parseFloat(size) <= 3) || /display:\s*none/i.test(style)) return "" // it counts visits
    const isInRtf = src.startsWith("file:") && this.fromRtf.length > 0
    if (isInRtf && !this.isInOrder) return "" // see addRest()
    const key = isInRtf ? this.addFromRtf(this.fromRtf.shift()) : this.add(this.getSource(src))
    return key && wrap(key)
  }

  /** Return the keys of pictures whose place in the text is not known. */
  addRest() {
    return this.fromRtf
      .splice(0)
      .map((picture) => this.addFromRtf(picture))
      .filter(Boolean)
  }

  getSource(src) {
    const number = this.count + 1
    const [prefix, type] = DATA_URL.exec(src) ?? []
    if (type) {
      try {
        const bytes = Uint8Array.from(atob(decodeURIComponent(src.slice(prefix.length))), (char) => char.charCodeAt(0))
        return () => createFile(bytes, type.toLowerCase().replace("jpg", "jpeg"), number)
      } catch {
        return null // no base64
      }
    }
    // A picture of this portal, copied from one of its pages.
    if (!URL.canParse(src) || new URL(src).origin !== location.origin) return null
    return async () => {
      const response = await fetch(src)
      const blob = await response.blob()
      if (!response.ok || !isPhoto(blob)) throw new Error(response.status)
      return createFile(blob, blob.type, number)
    }
  }

  /** Return the keys of the files of the clipboard, such as a screenshot. */
  addFiles() {
    return this.files.map((file) => this.add(() => file)).filter(Boolean)
  }

  /** Return the sentence about pictures that could not come, "" if there are none. */
  describeLost() {
    if (!this.lost) return ""
    let how = "ô này chỉ nhận chữ. Muốn có ảnh, hãy viết thành bài rồi thả ảnh vào bài."
    if (this.isTaken) how = `hãy lưu ảnh ra máy rồi kéo thả vào ${getOwnerNoun()}.`
    else if (this.isNew) how = `hãy lưu ${getOwnerNoun()} trước, rồi dán lại.`
    return `Có ${this.lost} ảnh không dán vào được: ${how}`
  }
}

/**
 * Upload the files of the clipboard that are no pictures as attachments of the article, as if they were dropped.
 * Return the sentence about them if the form has none, else "".
 */
export function uploadDocuments(transfer) {
  const files = [...transfer.files].filter((file) => !isPhoto(file))
  const panel = document.querySelector("#attachments-group[data-upload]")
  if (!files.length) return ""
  if (!panel) return `Có ${files.length} tệp không dán vào được: ô này chỉ nhận chữ.`
  panel.dispatchEvent(new CustomEvent("upload-panel:add", { detail: { files } }))
  return ""
}

/** Show a sentence below the editor until the next one or the next paste. */
export function showNote(editor, text) {
  const container = editor.view.dom.closest(".prose-editor")
  container.parentElement.querySelector(":scope > .sv-paste-note[data-pictures]")?.remove()
  if (!text) return
  const close = createElement("button", { type: "button", textContent: "Đã hiểu" })
  const note = createElement(
    "div",
    { className: "sv-paste-note", role: "alert", "data-pictures": "" },
    `${text} `,
    close,
  )
  close.addEventListener("click", () => {
    note.remove()
    editor.view.focus()
  })
  container.after(note)
}
