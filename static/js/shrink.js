// Makes photos smaller before they are uploaded, one at a time, in a worker, so that typing is not disturbed.

const TIMEOUT = 90_000 // milliseconds; a photo of 12 megapixels takes half a second, on a phone two

// The import map has the URL. The content security policy allows workers of this origin.
const WORKER_URL = import.meta.resolve?.("saovang/shrink-worker")

let worker = null
let last = Promise.resolve() // of the photos so far: a decoded one takes 50 MB

function ask(file) {
  worker ??= new Worker(WORKER_URL, { type: "module" })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = reject
    setTimeout(reject, TIMEOUT)
    worker.postMessage(file)
  })
}

/** Return a photo as it should be sent: smaller if the browser can do that, else as it is. Other files stay as they are. */
export function shrinkPhoto(file) {
  const isPhoto = file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name)
  if (!WORKER_URL || !isPhoto) return file
  const shrunk = last
    .then(() => ask(file))
    .catch(() => {
      worker?.terminate()
      worker = null
      return null
    })
  last = shrunk
  return shrunk.then((blob) => blob ?? file)
}
