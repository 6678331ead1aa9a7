// A worker that makes photos smaller before they are uploaded. It is sent a File and answers with a JPEG that is upright,
// in sRGB, without metadata and in the size that the server would store, or with null if the file is to be sent as it is.
// The server decodes what it gets in any case; whatever is doubtful here is left to it.

// As in saovang/media/images.py.
const MAX_SIDE = 2560
const MAX_LENGTH = 16_383

const QUALITIES = [0.85, 0.75, 0.65, 0.55, 0.45] // the first one whose file is small enough
const MAX_BYTES = 640_000 // 18 photos in 12 MB; grainy ones have three times as much at the highest quality
const PIXELS_PER_GIGABYTE = 10_000_000 // a decoded pixel takes 4 bytes: at most a 25th of the memory for one photo

const read = (bytes, start, end) => String.fromCharCode(...bytes.subarray(start, end))

/** Return the position of the last, or next, occurrence of two bytes, or -1. */
function find(bytes, [first, second], start, step) {
  for (let at = start; at >= 0 && at < bytes.length; at += step) {
    if (bytes[at] === first && bytes[at + 1] === second) return at
  }
  return -1
}

// For each format, `isComplete(bytes, view)` and, where the header tells it, `countPixels(bytes, view)`. Browsers draw what
// there is of a photo that was copied in part; the server refuses it, but only if it sees the original.
const JPEG = {
  matches: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8,
  isComplete(bytes) {
    const scan = find(bytes, [0xff, 0xda], bytes.length - 2, -1)
    return scan > 0 && find(bytes, [0xff, 0xd9], scan, 1) > 0
  },
  countPixels(bytes, view) {
    for (let at = 2; bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
      const isFrame = bytes[at + 1] >= 0xc0 && bytes[at + 1] <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(bytes[at + 1])
      if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7)
    }
    return 0
  },
}
const PNG = {
  matches: (bytes) => read(bytes, 1, 4) === "PNG",
  isComplete: (bytes) => read(bytes, Math.max(0, bytes.length - 1024), bytes.length).includes("IEND"),
  countPixels: (bytes, view) => view.getUint32(16) * view.getUint32(20),
}
const WEBP = {
  matches: (bytes) => read(bytes, 0, 4) === "RIFF" && read(bytes, 8, 12) === "WEBP",
  isComplete: (bytes, view) => view.getUint32(4, true) + 8 <= bytes.length,
}
const HEIF = {
  matches: (bytes) => read(bytes, 4, 8) === "ftyp", // AVIF as well
  isComplete(bytes, view) {
    let at = 0
    // A box without a length reaches to the end; one of more than 4 GB is larger than what may be uploaded.
    while (at + 8 <= bytes.length) at += view.getUint32(at) || bytes.length - at
    return at === bytes.length
  },
}

/** Return the format of a photo that can be made smaller here, else undefined. */
function getFormat(bytes) {
  const view = new DataView(bytes.buffer)
  const maxPixels = PIXELS_PER_GIGABYTE * (navigator.deviceMemory ?? 4)
  return [JPEG, PNG, WEBP, HEIF].find(
    (format) =>
      format.matches(bytes) && format.isComplete(bytes, view) && (format.countPixels?.(bytes, view) ?? 0) <= maxPixels,
  )
}

/** Return the size that stored_size() of saovang/media/images.py gives: what would be reduced there is reduced here. */
function getStoredSize(width, height) {
  const [long, short] = [Math.max(width, height), Math.min(width, height)]
  const strip = Math.min(MAX_SIDE / 2 / short, MAX_SIDE / Math.sqrt(width * height), MAX_LENGTH / long)
  const factor = Math.min(1, Math.max(MAX_SIDE / long, strip))
  return [width, height].map((side) => Math.max(1, Math.round(side * factor)))
}

const canvas = new OffscreenCanvas(1, 1)
// In memory of the processor: the textures of cheap phones are smaller than their photos.
const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true })

/** Return whether a canvas gives back what was drawn: against fingerprinting, some browsers give random pixels. */
function isCanvasReadable() {
  ;[canvas.width, canvas.height] = [16, 16]
  for (let at = 0; at < 16; at++) {
    context.fillStyle = `rgb(${at * 16} ${255 - at * 16} 51)`
    context.fillRect(at, 0, 1, 16)
  }
  const { data } = context.getImageData(0, 8, 16, 1)
  const isNear = (value, expected) => Math.abs(value - expected) <= 2
  return Array.from({ length: 16 }, (_, at) => at).every(
    (at) => isNear(data[4 * at], at * 16) && isNear(data[4 * at + 1], 255 - at * 16) && isNear(data[4 * at + 2], 51),
  )
}

async function encode() {
  let blob
  for (const quality of QUALITIES) {
    blob = await canvas.convertToBlob({ type: "image/jpeg", quality })
    if (blob.size <= MAX_BYTES) break
  }
  return blob
}

async function shrink(file) {
  const format = getFormat(new Uint8Array(await file.arrayBuffer()))
  if (!format || !isCanvasReadable()) return null
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" })
  const size = getStoredSize(bitmap.width, bitmap.height)
  const isReduced = size[0] < bitmap.width || size[1] < bitmap.height
  ;[canvas.width, canvas.height] = size
  context.fillStyle = "white" // behind transparent areas, as on the server
  context.fillRect(0, 0, ...size)
  context.imageSmoothingQuality = "high"
  context.drawImage(bitmap, 0, 0, ...size)
  bitmap.close()
  // A JPEG loses its metadata in any case. A screenshot that is light enough keeps its sharp letters.
  if (format !== JPEG && !isReduced && file.size <= MAX_BYTES) return null
  const blob = await encode()
  ;[canvas.width, canvas.height] = [1, 1] // frees the memory
  return blob.type === "image/jpeg" && blob.size < file.size ? blob : null
}

addEventListener("message", async ({ data }) => {
  postMessage(await shrink(data).catch(() => null))
})
