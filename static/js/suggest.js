// Suggestions below a search field: the editable combobox with a list of the ARIA Authoring Practices. The form works
// without this script.

const DELAY = 150 // milliseconds after the last letter
const MIN_LENGTH = 2 // characters

function connect(form, number) {
  const input = form.elements.q
  const list = document.createElement("ul")
  const status = document.createElement("p")
  let options = []
  let active = -1
  let timer
  let request

  list.id = `goi-y-${number}`
  list.className = "suggestions"
  list.hidden = true
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", "Gợi ý")
  status.className = "visually-hidden"
  status.setAttribute("role", "status")
  input.parentElement.append(list, status)
  input.autocomplete = "off"
  input.setAttribute("role", "combobox")
  input.setAttribute("aria-autocomplete", "list")
  input.setAttribute("aria-controls", list.id)
  input.setAttribute("aria-expanded", "false")

  function cancel() {
    clearTimeout(timer)
    request?.abort()
  }

  function close() {
    cancel()
    list.hidden = true
    input.setAttribute("aria-expanded", "false")
    status.textContent = ""
    activate(-1)
  }

  function activate(index) {
    active = index
    options.forEach((option, position) => option.setAttribute("aria-selected", position === active))
    if (active < 0) return input.removeAttribute("aria-activedescendant")
    input.setAttribute("aria-activedescendant", options[active].id)
    options[active].scrollIntoView({ block: "nearest" })
  }

  function show(suggestions) {
    options = suggestions.map(({ text, label, url }, index) => {
      const option = document.createElement("li")
      const kind = document.createElement("span")
      option.id = `${list.id}-${index}`
      option.dataset.url = url
      option.setAttribute("role", "option")
      kind.textContent = label
      option.append(text, " ", kind)
      return option
    })
    list.replaceChildren(...options)
    list.hidden = !options.length
    input.setAttribute("aria-expanded", !list.hidden)
    activate(-1)
    status.textContent = options.length ? `${options.length} gợi ý, chọn bằng phím mũi tên.` : "Không có gợi ý."
  }

  async function load() {
    const text = input.value.trim()
    request = new AbortController()
    const { signal } = request
    try {
      const response = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal })
      const { suggestions } = response.ok ? await response.json() : { suggestions: [] }
      if (!signal.aborted && document.activeElement === input) show(suggestions)
    } catch {
      if (!signal.aborted) close()
    }
  }

  // Input methods for Vietnamese compose a word letter by letter: suggestions follow, but their keys are not ours.
  input.addEventListener("input", () => {
    cancel()
    if (input.value.trim().length < MIN_LENGTH) return close()
    timer = setTimeout(load, DELAY)
  })

  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.isComposing || (list.hidden && !step)) return
    if (step) {
      event.preventDefault()
      cancel() // a list that comes now would take the choice away
      if (!list.hidden) activate(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1)
      else if (input.value.trim().length >= MIN_LENGTH) load()
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault()
      location.assign(options[active].dataset.url)
    } else if (event.key === "Escape") {
      event.preventDefault() // which would empty the field
      close()
    } else if (event.key === "Home" || event.key === "End") {
      activate(-1) // the key moves the caret in the text
    }
  })

  list.addEventListener("pointerdown", (event) => event.preventDefault()) // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]")
    if (option) location.assign(option.dataset.url)
  })
  input.addEventListener("blur", close)
  form.addEventListener("submit", close)
  addEventListener("pagehide", close)
}

document.querySelectorAll("form[data-suggest]").forEach(connect)
