// Date and time inputs: the browser's pickers instead of text inputs, the chosen time in words beside them, and no
// submission while one holds something that is no date or time, because the browser would send an empty value for it.

const WEEKDAYS = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"]
const FORMATS = { date: /^\d{4}-\d{2}-\d{2}$/, time: /^\d{2}:\d{2}(:\d{2})?$/ }
const MESSAGES = {
  date: "Không có ngày này. Hãy sửa lại, hoặc xóa trống.",
  time: "Chưa đủ giờ và phút. Hãy sửa lại, hoặc xóa trống.",
}

/** Return the time in words: "Thứ Tư 10/3/2027, 8:00". */
function formatInWords(date, time) {
  const [year, month, day] = date.split("-").map(Number)
  const [hour, minute] = time.split(":")
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]
  return `${weekday} ${day}/${month}/${year}, ${Number(hour)}:${minute}`
}

class DateTimeInputs {
  /** @param {HTMLInputElement} date - the input of the time follows it */
  constructor(date) {
    this.inputs = [date, date.nextElementSibling]
    this.output = Object.assign(document.createElement("output"), { className: "sv-datetime-words" })
    this.inputs[1].after(this.output)
    for (const input of this.inputs) {
      this.showPicker(input)
      input.addEventListener("input", () => {
        input.removeAttribute("aria-invalid")
        this.update()
      })
    }
    this.update()
  }

  // A text that the server could not read stays as it was typed.
  showPicker(input) {
    const { type } = input.dataset
    if (input !== document.activeElement && (input.value === "" || FORMATS[type].test(input.value))) input.type = type
  }

  get invalidInput() {
    return this.inputs.find((input) => input.validity.badInput)
  }

  update() {
    const [date, time] = this.inputs.map((input) => input.value)
    const isComplete = FORMATS.date.test(date) && FORMATS.time.test(time)
    this.setOutput(isComplete ? formatInWords(date, time) : "")
  }

  /** Tell what is wrong and return true if an input holds something that the browser would not send. */
  reportInvalid() {
    const input = this.invalidInput
    if (!input) return false
    input.ariaInvalid = "true"
    input.focus()
    input.scrollIntoView({ block: "center" })
    this.setOutput(MESSAGES[input.dataset.type], true)
    return true
  }

  setOutput(text, isError = false) {
    if (this.output.textContent !== text) this.output.textContent = text
    this.output.classList.toggle("errornote", isError)
  }
}

const all = [...document.querySelectorAll("input[data-type=date]")].map((input) => new DateTimeInputs(input))

// Before the listeners of the form. A button with an address of its own, such as the preview, publishes nothing.
window.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.hasAttribute("formaction") || !all.some((inputs) => inputs.reportInvalid())) return
    event.preventDefault()
    event.stopImmediatePropagation()
  },
  { capture: true },
)
