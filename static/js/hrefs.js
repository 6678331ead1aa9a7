// What a person types or pastes as the target of a link, as a URL. saovang/core/links.py has the same rules.

const MAX_LENGTH = 2000
const LABEL = "[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,62}"
const WEB_URL = new RegExp(`^(https?)://((?:${LABEL}\\.)*${LABEL}(?::\\d{1,5})?)((?:[/?#].*)?)$`, "iu")
const MAILTO = new RegExp(`^(?:mailto:\\s*)?([a-z0-9._%+-]+@(?:${LABEL}\\.)+[a-z]{2,24}(?:\\?.*)?)$`, "iu")
const HOST = new RegExp(`^(?:${LABEL}\\.)+([a-z]{2,24})(?::\\d{1,5})?(?:[/?#]\\S*)?$`, "iu")
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g
// What a sentence puts around an address.
const SURROUNDINGS = /^[(<[“"']+|[.,;:!?…)>\]”"']+$/g
const TELEPHONE = /^\(?\+?[0-9][0-9 .()\u00a0-]*$/
// With 0 (area code or mobile), 1800 and 1900 services; short numbers are checked apart.
const NATIONAL = /^(?:0[1-9]\d{7,9}|1[89]00\d{4,6})$/
// Endings of file names: "bao-cao.docx" is no host.
const FILE_TYPES = new Set(
  (
    "asp aspx bmp csv doc docx exe gif htm html jpeg jpg js jsp mp3 mp4 odt pdf php png ppt pptx rar rtf svg txt " +
    "webp xls xlsx xml zip"
  ).split(" "),
)

function getWebUrl([, scheme, name, ending], ownHosts) {
  const host = name.toLowerCase()
  const rest = ending.replace(/\s/g, "%20")
  if (ownHosts.includes(host) && !/^\/[/\\]/.test(rest)) return rest.startsWith("/") ? rest : `/${rest}`
  return host.includes(".") || ownHosts.includes(host) ? `${scheme.toLowerCase()}://${host}${rest}` : null
}

function getTelephoneUrl(value) {
  const text = value.trim()
  if (!TELEPHONE.test(text)) return null
  let digits = text.replace(/[^0-9]/g, "")
  if (/^\(?\+/.test(text) && !digits.startsWith("84"))
    return digits.length >= 8 && digits.length <= 15 ? `tel:+${digits}` : null
  if (digits.startsWith("84")) digits = `0${digits.slice(2).replace(/^0/, "")}`
  return /^1\d{2,4}$/.test(text) || NATIONAL.test(digits) ? `tel:${digits}` : null
}

/**
 * Return the URL that `value` means as the target of a link, or null if it means none. URLs of `ownHosts` become paths.
 * @param {string} value
 * @param {string[]} ownHosts
 */
export function normalizeHref(value, ownHosts = [location.host]) {
  const text = value.replace(INVISIBLE, "").trim()
  if (!text || text.length > MAX_LENGTH || /[\x00-\x1f\x7f]/.test(text)) return null
  if (/^(?:#\S+|\/(?![/\\])[^\s\\]*)$/.test(text)) return text
  const webUrl = WEB_URL.exec(text.startsWith("//") ? `https:${text}` : text)
  if (webUrl) return getWebUrl(webUrl, ownHosts)
  if (/^tel:/i.test(text)) return getTelephoneUrl(text.slice(4))
  const telephone = getTelephoneUrl(text)
  if (telephone) return telephone
  const bare = text.replace(SURROUNDINGS, "")
  if (bare !== text) return normalizeHref(bare, ownHosts)
  const mail = MAILTO.exec(text)
  if (mail) return `mailto:${mail[1].replace(/\s/g, "%20")}`
  const ending = HOST.exec(text)?.[1].toLowerCase()
  return ending && !FILE_TYPES.has(ending) ? normalizeHref(`https://${text}`, ownHosts) : null
}

/** Return the sentence that refuses `value` as the target of a link. */
export function refuseHref(value) {
  return (
    `“${value}” không phải là địa chỉ để dẫn tới. Hãy ghi địa chỉ trang web (thanhhoa.gov.vn), thư điện tử, ` +
    "số điện thoại hoặc liên kết trong trang này (/tin-tuc/…)."
  )
}
