// Editor extension: number of words, and the buttons of find and replace, full screen and capitals as a sentence. What the
// buttons do is in text-tools.js, which is loaded when it is used.
import { Extension, pm } from "django-prose-editor/editor"
import { createElement } from "saovang/dom"
import { load, loadFor, showFailure } from "saovang/load"

const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

const TOOLS = "saovang/text-tools"
const WORDS_PER_MINUTE = 200 // syllables that are read silently
const LONG_TITLE = 100 // characters
const searchKey = new PluginKey("search")

const getTextarea = (editor) => editor.options.element.querySelector("textarea")
const getForm = (editor) => editor.options.element.closest("form")

/** Call a function with the tools. If that fails, say so at the end of the toolbar. */
async function useTools(editor, use) {
  const place = [...editor.options.element.querySelectorAll(".prose-menubar__group")].at(-1)
  const tools = await loadFor(place, TOOLS)
  if (tools) await use(tools)?.catch(() => showFailure(place))
}

// ---- Find and replace

function createSearchPlugin(getPanel) {
  return new Plugin({
    key: searchKey,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, decorations) {
        const data = tr.getMeta(searchKey)
        if (!data) return decorations.map(tr.mapping, tr.doc)
        const marks = data.matches.map(({ from, to }, index) =>
          Decoration.inline(from, to, { class: index === data.index ? "sv-match sv-match-current" : "sv-match" }),
        )
        return DecorationSet.create(tr.doc, marks)
      },
    },
    props: {
      decorations(state) {
        return searchKey.getState(state)
      },
    },
    view: () => ({
      update(view, state) {
        if (view.state.doc !== state.doc && getPanel()?.isOpen) getPanel().update()
      },
    }),
  })
}

// ---- Capitals

const isInCapitals = (text) =>
  (text.match(/\p{L}+/gu)?.length ?? 0) > 2 && text === text.toUpperCase() && text !== text.toLowerCase()

const getSelectedBlocks = ({ doc, selection }) => {
  const blocks = []
  doc.nodesBetween(selection.from, selection.to, (node, pos) => {
    if (node.isTextblock && isInCapitals(node.textContent)) blocks.push({ node, pos })
  })
  return blocks
}

/** Say below a title that it is long, and offer a sentence instead of capitals. */
function watchTitle(editor, title) {
  let hint = null
  const update = async () => {
    const isLong = [...title.value.trim()].length > LONG_TITLE
    if (!hint && !isLong && !isInCapitals(title.value)) return
    try {
      const { TitleHint } = await load(TOOLS)
      hint ??= new TitleHint(editor, title)
      await hint.update(isLong, isInCapitals(title.value))
    } catch {
      // no network: nothing is offered
    }
  }
  let timer = 0
  title.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(update, 400)
  })
  update()
}

// ---- Number of words

function showCount(editor, output) {
  const text = editor.state.doc.textBetween(0, editor.state.doc.content.size, "\n", " ")
  const number = text.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0
  const minutes = Math.max(1, Math.round(number / WORDS_PER_MINUTE))
  output.textContent = `${number.toLocaleString("vi-VN")} chữ${number ? `, đọc khoảng ${minutes} phút` : ""}`
}

/** Open find and replace. */
function openSearch(editor, storage) {
  useTools(editor, ({ SearchPanel }) => {
    storage.panel ??= new SearchPanel(editor, searchKey)
    storage.panel.open()
  })
}

export const WritingAids = Extension.create({
  name: "writingAids",

  addStorage() {
    return { panel: null }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "search",
      groups: "history",
      button: buttons.material("find_replace", "Tìm và thay (Ctrl+H)"),
      command: (editor) => openSearch(editor, this.storage),
    })
    const sentenceCase = buttons.text("Aa", "Đổi chữ HOA thành chữ thường")
    menu.defineItem({
      name: "sentenceCase",
      groups: "history",
      button: sentenceCase,
      enabled: (editor) => getSelectedBlocks(editor.state).length > 0,
      update: (editor) => sentenceCase.setAttribute("aria-disabled", !getSelectedBlocks(editor.state).length),
      command: (editor) => useTools(editor, (tools) => tools.lowerBlocks(editor, getSelectedBlocks(editor.state))),
    })
    const fullscreen = buttons.material("fullscreen", "Toàn màn hình (Esc để thoát)")
    menu.defineItem({
      name: "fullscreen", // instead of the library's own
      groups: "history",
      button: fullscreen,
      command: (editor) => editor.commands.toggleFullscreen(),
      active: (editor) => editor.storage.fullscreen.fullscreen,
      update: (editor) => {
        fullscreen.textContent = editor.storage.fullscreen.fullscreen ? "fullscreen_exit" : "fullscreen"
        fullscreen.setAttribute("aria-pressed", editor.storage.fullscreen.fullscreen)
      },
    })
  },

  addKeyboardShortcuts() {
    return {
      "Mod-h": () => {
        openSearch(this.editor, this.storage)
        return true
      },
    }
  },

  addProseMirrorPlugins() {
    return [createSearchPlugin(() => this.storage.panel)]
  },

  onCreate() {
    const { editor } = this
    const container = editor.options.element
    container.addEventListener("keydown", (event) => {
      const isInEditor = editor.view.dom.contains(event.target) // where the library does it
      if (event.key !== "Escape" || isInEditor || !editor.storage.fullscreen.fullscreen) return
      editor.commands.toggleFullscreen()
      event.target.focus()
    })

    const count = createElement("p", { className: "sv-word-count" })
    container.append(count)
    let timer = 0
    editor.on("update", () => {
      clearTimeout(timer)
      timer = setTimeout(showCount, 300, editor, count)
    })
    showCount(editor, count)

    const form = getForm(editor)
    if (getTextarea(editor).name !== "body" || !form) return
    const title = form.querySelector("#id_title")
    if (title) watchTitle(editor, title)
    const maskButton = form.querySelector("[data-mask]")
    if (!maskButton) return
    maskButton.hidden = false
    maskButton.addEventListener("click", async () => {
      const tools = await loadFor(maskButton, TOOLS)
      tools?.maskNumbers(editor, maskButton)
    })
  },
})
