// Videos on YouTube and Facebook: the many forms of their addresses, as one. saovang/core/videos.py has the same rules.
import { normalizeHref } from "saovang/hrefs"

const SUBDOMAIN = /^(?:www|m|music|web|mbasic|touch|[a-z]{2}-[a-z]{2})\./
// Platform, address without subdomain and parameters but `v`, and the one address that it gets.
const FORMS = [
  [
    "YouTube",
    /^(?:youtu\.be\/|youtube(?:-nocookie)?\.com\/(?:watch\?v=|(?:embed|shorts|live|v|e)\/))([\w-]{11})$/,
    "https://www.youtube.com/watch?v=$1",
  ],
  ["Facebook", /^(?:facebook|fb)\.com\/(?:[\w.%-]{1,100}\/)?reels?\/(\d{5,20})$/, "https://www.facebook.com/reel/$1/"],
  [
    "Facebook",
    /^(?:facebook|fb)\.com\/([\w.%-]{1,100}\/videos\/)(?:[^/]{1,200}\/)?(\d{5,20})$/,
    "https://www.facebook.com/$1$2/",
  ],
  ["Facebook", /^(?:facebook|fb)\.com\/(share\/[vr]\/[\w-]{5,30})$/, "https://www.facebook.com/$1/"],
  [
    "Facebook",
    /^(?:facebook|fb)\.com\/(?:watch(?:\/live)?|video\.php)\?v=(\d{5,20})$/,
    "https://www.facebook.com/watch/?v=$1",
  ],
  ["Facebook", /^fb\.watch\/([\w-]{5,30})$/, "https://fb.watch/$1/"],
]
const WRAPPERS = { "facebook.com/plugins/video.php": "href", "l.facebook.com/l.php": "u", "lm.facebook.com/l.php": "u" }
const START = /^(?:\d{1,2}h)?(?:\d{1,3}m)?\d{1,5}s?$|^(?:\d{1,2}h)?\d{1,3}m$|^\d{1,2}h$/

/** Return the video whose address `text` is, as `platform` and `url`; null if it is anything else. */
export function getVideo(text) {
  const address = text.trim()
  const href = /\s/.test(address) ? null : normalizeHref(address)
  if (!href?.startsWith("http") || !URL.canParse(href)) return null
  const { hash, hostname, pathname, searchParams: parameters } = new URL(href)
  const path = pathname.replace(/\/$/, "")
  const key = /^\/(?:watch(?:\/live)?|video\.php)$/.test(path) ? `?v=${parameters.get("v")}` : ""
  const name = hostname.replace(SUBDOMAIN, "") + path + key
  if (WRAPPERS[name]) {
    const inner = parameters.get(WRAPPERS[name]) ?? ""
    return /\/plugins\/|\/l\.php/.test(inner) ? null : getVideo(inner)
  }
  const [platform, form, url] = FORMS.find((each) => each[1].test(name)) ?? []
  if (!platform) return null
  const start = parameters.get("t") || parameters.get("start") || hash.replace(/^#(?:t=)?/, "")
  const suffix = platform === "YouTube" && START.test(start) ? `&t=${start}` : ""
  return { platform, url: name.replace(form, url) + suffix }
}

/** Return the video that an <iframe> shows, given the code of the element; null if it shows anything else. */
export function getEmbeddedVideo(code) {
  for (const [, value] of code.matchAll(/\bsrc\s*=\s*["']?([^"'\s>]+)/gi)) {
    const video = getVideo(value.replaceAll("&amp;", "&"))
    if (video) return video
  }
  return null
}
