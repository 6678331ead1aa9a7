// Text in the fonts of the encodings TCVN3 (".VnTime") and VNI ("VNI-Times"), which is gibberish without its font.
// Such text is Latin-1: a code of TCVN 5712:1993 is one Vietnamese letter, a VNI letter is a vowel and its accents.

// Each code and its letter.
const TCVN3 = Object.fromEntries(
  (
    "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \u00adư ®đ µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ Ìè Îẻ Ïẽ Ðé Ñẹ Òề Óể Ôễ Õế " +
    "Öệ ×ì Øỉ Üĩ Ýí Þị ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ"
  )
    .split(" ")
    .map((pair) => [...pair]),
)
const VNI_ACCENTS = {
  aeouyôö: "ù1 ø2 û3 õ4 ï5",
  aeo: "â^ á^1 à^2 å^3 ã^4 ä^5",
  a: "ê( é(1 è(2 ú(3 ü(4 ë(5",
}
const VNI_LETTERS = { í: "í", ì: "ì", æ: "ỉ", ó: "ĩ", ò: "ị", î: "ỵ", ñ: "đ", ô: "ơ", ö: "ư" }
const COMBINING = { "^": "\u0302", "(": "\u0306", 1: "\u0301", 2: "\u0300", 3: "\u0309", 4: "\u0303", 5: "\u0323" }
const VNI = { ...VNI_LETTERS }
for (const [vowels, accents] of Object.entries(VNI_ACCENTS)) {
  for (const vowel of vowels) {
    for (const accent of accents.split(" ")) {
      const marks = [...accent.slice(1)].map((mark) => COMBINING[mark]).join("")
      VNI[vowel + accent[0]] = ((VNI_LETTERS[vowel] ?? vowel) + marks).normalize("NFC")
    }
  }
}
for (const [code, letter] of Object.entries(VNI)) {
  VNI[code.toUpperCase()] = letter.toUpperCase()
  VNI[code[0].toUpperCase() + code.slice(1)] = letter.toUpperCase()
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g
const stripTone = (letter) => letter.normalize("NFD").replace(TONES, "").normalize("NFC")

// Text in capitals is often a capital without tone and the small letter with the tone: "CHUñ" is "CHỦ".
function convertTcvn3(text) {
  const letters = [...text].map((char) => TCVN3[char] ?? char)
  const converted = []
  for (const [index, letter] of letters.entries()) {
    const previous = converted.at(-1)
    const isTone = text[index] !== letter && stripTone(letter) !== letter
    if (isTone && previous && previous !== previous.toLowerCase() && previous.toLowerCase() === stripTone(letter))
      converted[converted.length - 1] = letter.toUpperCase()
    else converted.push(letter)
  }
  return converted.join("")
}

// One or two characters are a letter: two if both together are in the table.
function convertVni(text) {
  let converted = ""
  for (let index = 0; index < text.length; index++) {
    const pair = VNI[text.slice(index, index + 2)]
    converted += pair ?? VNI[text[index]] ?? text[index]
    if (pair) index += 1
  }
  return converted
}

const ENCODINGS = { tcvn3: convertTcvn3, vni: convertVni }

/** Return the converter for text in the first font of a CSS list, or null. Fonts such as .VnTimeH show capitals. */
export function getFontConverter(fontFamily) {
  const font = fontFamily.split(",")[0].replace(/["']/g, "").trim()
  if (/^vni[- ]/i.test(font)) return convertVni
  if (!/^\.vn/i.test(font)) return null
  return /h$/i.test(font) ? (text) => convertTcvn3(text).toUpperCase() : convertTcvn3
}

// ---- Text without a font name

const SYLLABLE = new RegExp(
  "^(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?(?:" +
    "a(?:ch?|i|m|ng?|nh|o|p|t|u|y)?|ă(?:c|m|ng?|p|t)|â(?:c|m|ng?|p|t|u|y)|e(?:c|m|ng?|o|p|t)?|ê(?:ch|m|nh?|p|t|u)?|" +
    "i(?:a|ch|m|nh?|p|t|u)?|iê(?:c|m|ng?|p|t|u)|o(?:c|i|m|n|ng|o|p|t)?|oa(?:ch?|i|m|ng?|nh|o|p|t|y)?|" +
    "oă(?:c|m|ng?|t)|oe(?:n|o|t)?|oong|ooc|ô(?:c|i|m|ng?|p|t)?|ơ(?:i|m|n|p|t)?|u(?:a|c|i|m|ng?|p|t|ê|ơ|y)?|" +
    "uâ(?:n|ng|t|y)|uê(?:ch|nh)|uô(?:c|i|m|ng?|p|t)|uy(?:a|ch|nh?|p|t|u)|uyê[nt]|ư(?:a|c|i|m|ng?|t|u)?|" +
    "ươ(?:c|i|m|ng?|p|t|u)|y|yê(?:m|ng?|t|u))$",
)

function isSyllable(word) {
  const decomposed = word.toLowerCase().normalize("NFD")
  const tones = decomposed.match(TONES) ?? []
  const bare = decomposed.replace(TONES, "").normalize("NFC")
  // A syllable that ends with a stop has the tone of "á" or "ạ".
  const isStopped = /(?:c|ch|p|t)$/.test(bare)
  return tones.length <= 1 && !(isStopped && /[\u0300\u0303\u0309]/.test(tones[0] ?? "")) && SYLLABLE.test(bare)
}

// What no correct text has inside a word: signs, and capitals after small letters, or VNI accents after a vowel
// (but for "oá", "oà", "oã"). "µm" is a unit.
const EVIDENCE = {
  tcvn3: /[a-z][¨-\u00ae¶-¾À-Þ]|[a-zA-Z]µ|[¡-®¶-¾][a-zA-Z]|µ(?!m\b)[a-z]/,
  vni: /(?![oO][áàãÁÀÃ])(?:[aeoAEO][âáàåãäÂÁÀÅÃÄ]|[aeouyôöAEOUYÔÖ][ùøûõïÙØÛÕÏ]|[aA][êéèúüëÊÉÈÚÜË])|[ñöæÑÖÆ]/,
}
const MIN_VALID = 0.8 // share of the words with special letters that become syllables
const MIN_VALID_PLAIN = 0.6 // share of the other words: French has few that are also syllables

/**
 * Return the converter for text that is plainly in one of the encodings, or null. Correct text is never taken for it.
 * @param {string} text
 */
export function detectConverter(text) {
  const normalized = text.normalize("NFC")
  if (/[ăĂơƠưƯđĐ\u0300-\u036f\u1ea0-\u1ef9]/.test(normalized) || !/[\u00a1-\u00ff]/.test(normalized)) return null
  const words = normalized.match(/[A-Za-z\u00a1-\u00ff]+/g) ?? []
  const special = words.filter((word) => /[^A-Za-z]/.test(word) && /[A-Za-z]/.test(word))
  const plain = words.filter((word) => /^[a-z]{2,}$/.test(word))
  if (plain.filter(isSyllable).length < MIN_VALID_PLAIN * plain.length) return null
  for (const [name, convert] of Object.entries(ENCODINGS)) {
    const valid = special.filter((word) => isSyllable(convert(word)))
    const evident = new Set(valid.filter((word) => EVIDENCE[name].test(word)))
    if (evident.size >= 2 && valid.length >= MIN_VALID * special.length) return convert
  }
  return null
}
