// Chooses one to three of the article's photos, by their cards on the page, for a row in the text.
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

function open({ most, chosen, placed, done }) {
  let order = chosen.filter((key) => document.querySelector(`.sv-card [data-photo="${key}"]`))
  const list = element("ul", { className: "sv-picker-photos" })
  const use = element("button", { type: "button", className: "button default", textContent: "Đưa vào bài" })
  const stop = element("button", { type: "button", className: "button", textContent: "Thôi" })
  const title = element("h2", { id: "picker-title", textContent: `Chọn một đến ${most} ảnh cho một hàng` })
  const dialog = element(
    "dialog",
    { className: "sv-photo-picker" },
    title,
    list,
    element("p", { className: "sv-picker-buttons" }, use, stop),
  )
  dialog.setAttribute("aria-labelledby", "picker-title")

  for (const image of document.querySelectorAll(".sv-card [data-photo]")) {
    const key = image.dataset.photo
    if (image.closest(".sv-card").querySelector("input[name$='-DELETE']:checked")) continue
    const tick = element("input", { type: "checkbox", value: key })
    const number = element("span", { className: "sv-picker-number" })
    const note = placed.includes(key) && !chosen.includes(key) ? "đang ở chỗ khác trong bài" : ""
    const text = image.alt || image.closest(".sv-card").querySelector("[name$='-caption']").value || "chưa có mô tả"
    const label = element(
      "label",
      {},
      element("img", { src: image.src, alt: text, width: 150, height: 100 }),
      tick,
      number,
      element("small", { textContent: note }),
    )
    tick.addEventListener("change", () => {
      order = tick.checked ? [...order, key] : order.filter((other) => other !== key)
      show()
    })
    list.append(element("li", {}, label))
  }
  if (!list.childElementCount) {
    list.replaceWith(
      element("p", {
        textContent: "Bài chưa có ảnh nào. Hãy thả ảnh vào trang, hoặc chọn ở phần “Ảnh trong bài” bên dưới.",
      }),
    )
  }

  function show() {
    for (const tick of list.querySelectorAll("input")) {
      tick.checked = order.includes(tick.value)
      tick.disabled = !tick.checked && order.length >= most
      tick.nextElementSibling.textContent = tick.checked ? `Ảnh ${order.indexOf(tick.value) + 1} trong hàng` : ""
    }
    use.disabled = !order.length
  }

  use.addEventListener("click", () => {
    dialog.close()
    done(order)
  })
  stop.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => dialog.remove())
  show()
  document.body.append(dialog)
  dialog.showModal()
}

document.addEventListener("photo-picker:open", (event) => open(event.detail))
