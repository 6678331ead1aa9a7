// What Django's admin leaves out: accessible names, counters of characters, and buttons that a second press finds locked.
// Not a module: Firefox and older Safari ignore an import map after a module script, and the editor needs its map.
{
  // ---- Names: fields in table columns get the column heading, the rich-text editor gets the label of its field

  const COVERED = { top: 60, right: 0, bottom: 80, left: 0 } // pixels

  for (const table of document.querySelectorAll(".tabular table, #result_list")) labelFields(table)
  document.addEventListener("formset:added", (event) => labelFields(event.target.closest("table")))
  document.addEventListener("prose-editor:ready", (event) => {
    const { editor, textarea } = event.detail
    editor.view.dom.setAttribute("aria-label", textarea.labels[0].textContent.trim().replace(/:$/, ""))
    // The bars of buttons above and below do not cover the line that is typed.
    editor.view.setProps({ scrollMargin: COVERED, scrollThreshold: COVERED })
  })

  function labelFields(table) {
    if (!table) return
    const headings = table.tHead.rows[0].cells
    for (const field of table.tBodies[0].querySelectorAll("td :is(input, select, textarea):not([type=hidden])")) {
      const heading = headings[field.closest("td").cellIndex]
      if (heading && !field.labels?.length && !field.ariaLabel) field.ariaLabel = heading.textContent.trim()
    }
    const emptyHeading = table.tHead.querySelector("th.original")
    if (emptyHeading && !emptyHeading.textContent.trim()) emptyHeading.replaceWith(document.createElement("td"))
  }

  // ---- Counters: shown from 80 % of the limit on; the browser cuts nothing, the server checks

  const COUNT_DELAY = 400 // milliseconds, so that screen readers speak after a pause and not at each key
  const LIMITED = "[data-maxlength], textarea[maxlength]"
  const timers = new WeakMap()
  const counters = new WeakMap()

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea[maxlength]")) removeLimit(target)
  })
  document.addEventListener("input", ({ target }) => {
    if (!target.matches(LIMITED)) return
    clearTimeout(timers.get(target))
    timers.set(
      target,
      setTimeout(() => updateCounter(target), COUNT_DELAY),
    )
  })
  for (const field of document.querySelectorAll("[data-maxlength]")) updateCounter(field)

  function removeLimit(field) {
    field.dataset.maxlength = field.maxLength
    field.removeAttribute("maxlength")
  }

  // Counts as the server does: code points of the composed text without spaces around it, a line break as two.
  function countCharacters(text) {
    return [...text.trim().normalize("NFC").replaceAll("\n", "\r\n")].length
  }

  function updateCounter(field) {
    const limit = Number(field.dataset.maxlength)
    const length = countCharacters(field.value)
    if (length < 0.8 * limit && !counters.has(field)) return
    const counter = counters.get(field) ?? addCounter(field)
    const isTooLong = length > limit
    counter.classList.toggle("sv-too-long", isTooLong)
    if (isTooLong) counter.textContent = `Dài ${length} ký tự, nhiều nhất ${limit}: bớt ${length - limit} ký tự.`
    else counter.textContent = length < 0.8 * limit ? "" : `Còn ${limit - length} ký tự.`
  }

  function addCounter(field) {
    const counter = document.createElement("div")
    counter.className = "sv-counter"
    counter.setAttribute("role", "status")
    counter.id = `${field.id || field.name}-counter`
    field.after(counter)
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${counter.id}`.trim())
    counters.set(field, counter)
    return counter
  }

  // ---- Slugs: Django's script leaves out most Vietnamese letters

  if (window.URLify) {
    const { URLify } = window
    window.URLify = (text, ...limits) => URLify(removeAccents(text), ...limits)
  }

  function removeAccents(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D")
  }

  // ---- Enter: browsers that do not know formmethod=dialog would send the form by GET

  document.addEventListener("click", (event) => {
    if (event.target.matches("button[formmethod=dialog]")) event.preventDefault()
  })

  // ---- Ctrl+S and Cmd+S save; where a button saves and stays on the page, they press that one

  document.addEventListener("keydown", (event) => {
    const { altKey, ctrlKey, key, metaKey, repeat, shiftKey } = event
    if (key.toLowerCase() !== "s" || ctrlKey === metaKey || altKey || shiftKey) return
    const button = document.querySelector("[name=_continue]") ?? document.querySelector("[name=_save]")
    if (!button) return
    event.preventDefault()
    if (!repeat && !document.querySelector("dialog[open]")) button.click()
  })

  // ---- Locked buttons: a form is sent once

  const UNLOCK_DELAY = 30000 // milliseconds, after a request that was stopped or that answered with a download
  const sent = new Map() // forms and what to do to unlock them

  // On window, so that it comes after the form's own listeners, which may prevent the submission and repeat it later.
  window.addEventListener("submit", (event) => {
    const { target: form, submitter } = event
    if (event.defaultPrevented || form.method !== "post") return
    if (submitter?.formTarget || form.target) return // the answer opens in another tab
    if (sent.has(form)) event.preventDefault()
    else lock(form, submitter)
  })
  window.addEventListener("pageshow", () => {
    for (const unlock of [...sent.values()]) unlock()
  })

  // Not with `disabled`: the pressed button's name belongs to the data, which the browser collects after this.
  function lock(form, submitter) {
    const buttons = [...form.elements].filter((element) => element.type === "submit" && !element.formTarget)
    const status = document.createElement("span")
    status.className = "sv-sending"
    status.setAttribute("role", "status")
    for (const button of buttons) button.setAttribute("aria-disabled", "true")
    submitter?.after(status)
    // In a later frame, because screen readers speak what changes in a status, not what it starts with.
    requestAnimationFrame(() => {
      status.textContent = submitter?.name.startsWith("_") ? "Đang lưu…" : "Đang gửi…"
    })
    const unlock = () => {
      clearTimeout(timer)
      for (const button of buttons) button.removeAttribute("aria-disabled")
      status.remove()
      sent.delete(form)
    }
    const timer = setTimeout(unlock, UNLOCK_DELAY)
    sent.set(form, unlock)
  }

  // ---- Saving and staying returns to the field that had the focus, and speaks the message at the top of the page

  const FOCUS_KEY = `focus:${location.pathname}`
  const STAYING = document.querySelector("[name=_continue]") ? "_continue" : "_save"
  const savedFocus = JSON.parse(sessionStorage.getItem(FOCUS_KEY))
  sessionStorage.removeItem(FOCUS_KEY)
  const problem = document.querySelector(".errornote, .sv-findings h2")
  if (problem) window.addEventListener("load", () => focusProblem(problem))
  else if (savedFocus) restoreFocus(savedFocus)

  window.addEventListener("submit", ({ defaultPrevented, submitter }) => {
    const { editor } = document.activeElement
    const field = editor?.options.element.querySelector("textarea") ?? document.activeElement
    const selector = field.id ? `#${CSS.escape(field.id)}` : field.name && `[name="${CSS.escape(field.name)}"]`
    if (defaultPrevented || submitter?.name !== STAYING || !selector) return
    sessionStorage.setItem(FOCUS_KEY, JSON.stringify({ selector, caret: editor?.state.selection.anchor }))
  })

  function focusProblem(element) {
    if (document.activeElement !== document.body) return
    element.tabIndex = -1
    element.focus()
  }

  function restoreFocus({ selector, caret }) {
    const field = document.querySelector(selector)
    const target = field?.closest("details:not([open])")?.querySelector("summary") ?? field
    const preventScroll = Boolean(document.getElementById("autosave")) // which scrolls to the same place
    window.addEventListener("load", () => caret === undefined && target?.focus({ preventScroll })) // cards are sorted before
    document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
      const focus = () => textarea === field && editor.commands.focus(caret, { scrollIntoView: false })
      if (editor.isInitialized) focus()
      else editor.on("create", focus)
    })
    const status = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" })
    document.getElementById("content").append(status)
    setTimeout(() => {
      status.textContent = document.querySelector(".messagelist")?.textContent.trim() ?? ""
    }, COUNT_DELAY)
  }

  // ---- Leaving with unsaved changes: the browser asks first, unless the server stores what is typed (autosave.js)

  const NOT_CONTENT = ".action-select, #action-toggle, [name=action]" // of a list
  const changed = new Set() // forms

  for (const note of document.querySelectorAll("form .errornote")) markChanged(note)
  for (const type of ["input", "change"]) document.addEventListener(type, ({ target }) => markChanged(target))

  function markChanged(element) {
    const form = element.closest("body:not(.login) #content form[method=post]")
    if (form && !form.querySelector("#autosave") && !element.matches(NOT_CONTENT)) changed.add(form)
  }

  window.addEventListener("beforeunload", (event) => {
    for (const form of changed) if (form.isConnected && !sent.has(form)) return event.preventDefault()
  })
}
