// Puts the content of an attached Word file into the article. The server reads the text; the pictures are taken from the
// file here and uploaded like other photos, each with its own progress. Without this script the server does it all.

const decoder = new TextDecoder()

/**
 * Return the bytes of a file in a ZIP archive (APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16), or null.
 * ZIP64 is not known: such a file is larger than what may be attached.
 */
async function readZipEntry(buffer, wanted) {
  const view = new DataView(buffer)
  let end = buffer.byteLength - 22
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0) return null
  let at = view.getUint32(end + 16, true)
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    const nameLength = view.getUint16(at + 28, true)
    const name = decoder.decode(new Uint8Array(buffer, at + 46, nameLength))
    if (name !== wanted) {
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
      continue
    }
    const [method, size, local] = [
      view.getUint16(at + 10, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    const stored = new Blob([new Uint8Array(buffer, start, size)])
    if (method === 0) return stored.arrayBuffer()
    return new Response(stored.stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer()
  }
  return null
}

const TYPES = { jpg: "jpeg", jpeg: "jpeg", png: "png", webp: "webp", avif: "avif", heic: "heic" }

async function extractPictures(url, pictures) {
  if (!pictures.length) return []
  const response = await fetch(url)
  if (!response.ok) throw new Error(await readMessage(response))
  const buffer = await response.arrayBuffer()
  const files = []
  for (const { name } of pictures) {
    const bytes = await readZipEntry(buffer, name).catch(() => null) // damaged: the upload of an empty file says so
    const type = TYPES[name.split(".").at(-1).toLowerCase()]
    files.push(new File([bytes ?? ""], name.split("/").at(-1), { type: `image/${type}` }))
  }
  return files
}

const upload = (files) =>
  new Promise((done) => {
    if (!files.length) return done([])
    document
      .querySelector("#photos-group")
      .dispatchEvent(new CustomEvent("upload-panel:add", { detail: { files, done } }))
  })

function fillCard(id, { alt_text: altText, caption }) {
  const card = document.querySelector(`#photos-group .sv-card[data-card="${CSS.escape(id)}"]`)
  const image = card?.querySelector("img[data-photo]")
  if (image && altText) image.alt = altText // which the rows in the editor show too
  for (const [name, text] of Object.entries({ alt_text: altText, caption })) {
    const field = card?.querySelector(`[name$="-${name}"]`)
    if (!field || !text || field.value) continue
    field.value = text.slice(0, 300)
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

// Puts the keys of the photos into the rows, which hold indexes.
const fillRows = (html, photos) =>
  html.replace(/<figure data-photos="([\d ]+)"><\/figure>/g, (_, indexes) => {
    const keys = indexes
      .split(" ")
      .map((index) => photos[index]?.id)
      .filter(Boolean)
    return keys.length ? `<figure data-photos="${keys.join(" ")}"></figure>` : ""
  })

// Takes the title over if the form still has the name of the file; otherwise it becomes the first heading of the text.
function placeTitle(title, html, fileName) {
  const field = document.querySelector("#id_title")
  if (!title || field.value.trim() === title) return html
  if (!field.value.trim() || field.value.trim() === fileName) {
    field.value = title
    field.dispatchEvent(new Event("input", { bubbles: true }))
    return html
  }
  const heading = document.createElement("h2")
  heading.textContent = title
  return heading.outerHTML + html
}

async function readMessage(response) {
  const isText = (response.headers.get("Content-Type") ?? "").startsWith("text/plain")
  if (isText && [422, 503].includes(response.status)) return response.text()
  if (response.status === 404) return "Bài hoặc tệp Word này không còn nữa."
  if (response.status === 403) return "Bài này hiện không sửa được. Hãy tải lại trang."
  return "Phiên làm việc đã hết hoặc máy chủ gặp lỗi. Hãy tải lại trang."
}

/** Put the content of an attached file into the article. Return what did not come along as sentences, or null. */
export async function insertWord(button) {
  const card = button.closest(".sv-card")
  const status = card.querySelector(".sv-word-status")
  const say = (text) => (status.textContent = text)
  if (button.ariaDisabled) return null
  button.ariaDisabled = "true" // not `disabled`, which would take the focus from it
  try {
    say("Đang đọc tệp Word…")
    const response = await fetch(button.dataset.word)
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json")
    if (!isJson) throw new Error(await readMessage(response))
    const { title, html, pictures, notes } = await response.json()
    const files = await extractPictures(button.dataset.fileUrl, pictures)
    if (files.length) say(`Đang tải ${files.length} ảnh của tệp Word lên, chữ vào bài ngay sau đó…`)
    const photos = await upload(files)
    for (const [index, photo] of photos.entries()) if (photo) fillCard(photo.id, pictures[index])
    const fileName = card.querySelector("[name$='-title']").value
    const text = placeTitle(title, fillRows(html, photos), fileName)
    document.dispatchEvent(new CustomEvent("photo-row:insert-html", { detail: { html: text } }))
    const failed = photos.filter((photo) => !photo).length
    if (failed) notes.push(`${failed} ảnh chưa tải lên được, xem lý do ở phần “Ảnh trong bài”.`)
    say(["Đã đưa chữ và ảnh vào bài.", ...notes].join(" "))
    return notes
  } catch (error) {
    say(error instanceof TypeError ? "Mất kết nối. Hãy kiểm tra mạng rồi bấm lại." : error.message)
    return null
  } finally {
    button.ariaDisabled = null
  }
}

/** Put the content of the file that a new article was made of into it. The file need not be attached then. */
export async function insertNewWord(button) {
  const { pathname } = location
  const notes = await insertWord(button)
  if (!notes) return
  history.replaceState(null, "", pathname) // so that a reload does not insert it again
  if (notes.length) return // the file is the only place of what did not come
  const card = button.closest(".sv-card")
  const checkbox = card.querySelector("[name$='-DELETE']")
  if (!checkbox) return
  checkbox.checked = true
  checkbox.dispatchEvent(new Event("change", { bubbles: true }))
  card.querySelector(".sv-word-status").textContent +=
    " Tệp Word sẽ được bỏ khỏi bài khi lưu; muốn người đọc tải về được thì bỏ dấu “Xóa tệp này”."
}
