// Keeps on the server what is typed, a moment after it was, and lets the form be sent only while the session holds.
const PAUSE = 2500
const RETRY = 6000

class SignedOut extends Error {}
class Closed extends Error {}

const place = document.getElementById("autosave")
if (place) watch(place, place.closest("form"))

function watch(place, form) {
  const { url, signIn } = place.dataset
  let typed = false // something that the server does not hold yet
  let timer = null
  let underWay = Promise.resolve()
  let checked = false // the session, just now
  let leaving = false

  function say(text, alarm = false, link = null) {
    place.classList.toggle("sv-note", alarm)
    place.setAttribute("role", alarm ? "alert" : "status")
    place.replaceChildren(text, ...(link ? [" ", link] : []))
  }

  function values() {
    const values = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === "string") values.append(name, value)
    return values
  }

  async function ask(options) {
    const answer = await fetch(url, { redirect: "manual", ...options })
    if (answer.type === "opaqueredirect") throw new SignedOut()
    return answer
  }

  // A token that is good for this session: a sign-in in another tab has made the form's own worthless.
  async function renew() {
    const answer = await ask({})
    if (answer.status === 403) throw new Closed()
    if (!answer.ok) throw new Error(answer.status)
    const { token } = await answer.json()
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token
  }

  async function keep() {
    timer = null
    typed = false
    try {
      let answer = await ask({ method: "POST", body: values() })
      if (answer.status === 403) {
        await renew()
        answer = await ask({ method: "POST", body: values() })
      }
      if (!answer.ok) throw new Error(answer.status)
      form.elements.typed_here.value = "1"
      say(`Đã tự giữ chữ đang gõ lúc ${(await answer.json()).at}. Chưa lưu vào bài.`)
    } catch (error) {
      typed = true
      tell(error)
    }
  }

  function tell(error) {
    if (error instanceof SignedOut) {
      const link = document.createElement("a")
      Object.assign(link, { href: signIn, target: "_blank", textContent: "Đăng nhập trong thẻ mới" })
      say(
        "Phiên làm việc đã hết. Chữ vẫn còn trên màn hình này, đừng đóng nó: hãy đăng nhập lại rồi quay về đây.",
        true,
        link,
      )
    } else if (error instanceof Closed) {
      say("Bài này nay không sửa được nữa (đã gửi duyệt hoặc đã đăng). Hãy chép lại chỗ vừa gõ.", true)
    } else {
      say("Chưa giữ được chữ trên máy chủ (mất kết nối?). Chữ vẫn còn trên màn hình này; đang thử lại …", true)
      later(RETRY)
    }
  }

  function later(pause) {
    timer ??= setTimeout(() => {
      underWay = keep()
    }, pause)
  }

  function changed(event) {
    if (event.target.type === "file") return
    if ("waits" in place.dataset) {
      say("Chưa tự giữ chữ mới: trước hết hãy chọn lấy lại hay bỏ chữ gõ lần trước, ở ngay trên.", true)
      return
    }
    typed = true
    later(PAUSE)
  }

  form.addEventListener("input", changed)
  form.addEventListener("change", changed)

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || checked || event.submitter?.formTarget) return
    event.preventDefault()
    clearTimeout(timer)
    timer = null
    await underWay
    try {
      await renew()
    } catch (error) {
      tell(error)
      place.scrollIntoView({ block: "center" })
      return
    }
    checked = true
    form.requestSubmit(event.submitter)
    checked = false
  })
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && !event.submitter?.formTarget) leaving = true
  })
  window.addEventListener("pageshow", () => {
    leaving = false
  })

  // The tab is closed, or the phone goes into the pocket.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !typed || leaving) return
    typed = false
    const body = values()
    underWay = ask({ method: "POST", body, keepalive: String(body).length < 60000 }).then(
      () => {
        form.elements.typed_here.value = "1"
      },
      () => {
        typed = true
      },
    )
  })
  window.addEventListener("beforeunload", (event) => {
    if (place.classList.contains("sv-note") && typed && !leaving) event.preventDefault()
  })
  window.addEventListener("focus", () => {
    if (typed && !timer) underWay = keep()
  })
}
