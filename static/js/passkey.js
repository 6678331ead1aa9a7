// Passkeys: asks the browser to create or use one and posts the result. Without script the code of an app remains.

import { createElement } from "./dom.js"

const MESSAGES = {
  InvalidStateError: "Máy này đã có khóa của tài khoản rồi.",
  NotAllowedError: "Chưa dùng được khóa: máy không hỏi hoặc bạn đã bấm hủy. Hãy bấm lại.",
  SecurityError: "Khóa chỉ dùng được khi vào trang bằng tên miền, không phải bằng địa chỉ IP.",
}

/** @param {string} text - base64url, as in JSON */
function decode(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/")
  return Uint8Array.from(atob(base64), (char) => char.codePointAt(0))
}

/** @param {ArrayBuffer} buffer */
function encode(buffer) {
  const text = btoa(String.fromCodePoint(...new Uint8Array(buffer)))
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

const withId = (item) => ({ ...item, id: decode(item.id) })

function parseOptions({ publicKey }) {
  const options = { ...publicKey, challenge: decode(publicKey.challenge) }
  if (options.user) options.user = withId(options.user)
  for (const name of ["excludeCredentials", "allowCredentials"]) options[name] = options[name]?.map(withId) ?? []
  return { publicKey: options }
}

/** Return the credential as JSON. Its own toJSON() is missing in browsers of 2024. */
function serialize(credential) {
  const response = {}
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = encode(credential.response[name])
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  })
}

function setUp(form) {
  const button = form.querySelector("button")
  const message = form.querySelector("[data-passkey-error]")
  const options = JSON.parse(document.getElementById("passkey-options").textContent)

  function show(text) {
    message.replaceChildren(createElement("p", { className: "errornote" }, text))
  }

  if (!window.PublicKeyCredential) {
    show("Trình duyệt này không dùng được khóa đăng nhập. Hãy dùng cách khác.")
    return
  }
  button.disabled = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    button.disabled = true
    message.replaceChildren()
    try {
      const credential = await navigator.credentials[form.dataset.passkey](parseOptions(options))
      form.elements.credential.value = serialize(credential)
      form.submit()
    } catch (error) {
      show(MESSAGES[error.name] ?? "Máy này không dùng được khóa đăng nhập. Hãy dùng cách khác.")
      button.disabled = false
    }
  })
}

document.querySelectorAll("[data-passkey]").forEach(setUp)
