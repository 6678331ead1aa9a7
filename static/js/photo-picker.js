// Dialog that chooses photos of the article for a row in the text. The cards of the photo panel provide the photos.
import { createElement } from "saovang/dom"
import { getOwnerNoun } from "saovang/pictures"

/**
 * @param {Object} options
 * @param {number} options.max - most photos in a row
 * @param {string[]} options.selected - ids of the photos that are selected at first
 * @param {string[]} options.placed - ids of all photos in the text
 * @param {function(string[])} options.onConfirm - called with the selected ids in their order
 */
function openPicker({ max, selected, placed, onConfirm }) {
  const owner = getOwnerNoun()
  let order = selected.filter((id) => document.querySelector(`.sv-card [data-photo="${id}"]`))
  const list = createElement("ul", { className: "sv-picker-photos" })
  const confirmButton = createElement("button", {
    type: "button",
    className: "button default",
    textContent: `Đưa vào ${owner}`,
  })
  const cancelButton = createElement("button", { type: "button", className: "button", textContent: "Hủy" })
  const dialog = createElement(
    "dialog",
    { className: "sv-photo-picker", "aria-labelledby": "picker-title" },
    createElement("h2", { id: "picker-title", textContent: `Chọn 1 đến ${max} ảnh cho một hàng` }),
    list,
    createElement("p", { className: "sv-picker-buttons" }, confirmButton, cancelButton),
  )

  for (const image of document.querySelectorAll(".sv-card [data-photo]")) {
    const id = image.dataset.photo
    const card = image.closest(".sv-card")
    if (card.querySelector("input[name$='-DELETE']:checked")) continue
    const checkbox = createElement("input", { type: "checkbox", value: id })
    const note = placed.includes(id) && !selected.includes(id) ? `đang ở chỗ khác trong ${owner}` : ""
    const text = image.alt || card.querySelector("[name$='-caption']").value || "chưa có mô tả"
    const alt = `Ảnh ${card.querySelector("[data-number]").textContent}: ${text}`
    const label = createElement(
      "label",
      {},
      createElement("img", { src: image.src, alt, width: 150, height: 100, "data-focus": image.dataset.focus }),
      checkbox,
      createElement("span"),
      createElement("small", { textContent: note }),
    )
    checkbox.addEventListener("change", () => {
      order = checkbox.checked ? [...order, id] : order.filter((other) => other !== id)
      update()
    })
    list.append(createElement("li", {}, label))
  }
  if (!list.childElementCount) {
    list.replaceWith(
      createElement("p", {
        textContent: `Chưa có ảnh nào. Hãy thả ảnh vào trang, hoặc chọn ở phần “Ảnh trong ${owner}” bên dưới.`,
      }),
    )
  }

  function update() {
    for (const checkbox of list.querySelectorAll("input")) {
      checkbox.checked = order.includes(checkbox.value)
      checkbox.disabled = !checkbox.checked && order.length >= max
      const position = checkbox.checked ? `Ảnh ${order.indexOf(checkbox.value) + 1} trong hàng` : ""
      checkbox.nextElementSibling.textContent = position
    }
    confirmButton.disabled = !order.length
  }

  confirmButton.addEventListener("click", () => {
    dialog.close()
    onConfirm(order)
  })
  cancelButton.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => dialog.remove())
  update()
  document.body.append(dialog)
  dialog.showModal()
}

document.addEventListener("photo-picker:open", (event) => openPicker(event.detail))
