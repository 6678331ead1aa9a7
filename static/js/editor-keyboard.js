// Keys of the rich-text editor: Escape lets the next Tab leave it, also from a table or a list, where Tab has a meaning;
// the toolbar has one place in the tab order, and the arrow keys go to its other buttons.
{
  const HELP =
    "Trong bảng và danh sách, phím Tab sang ô kế tiếp hoặc thụt dòng vào; bấm Esc rồi Tab để ra khỏi ô soạn thảo. " +
    "Shift+Tab về thanh nút, ở đó phím mũi tên sang nút khác."

  function addWayOut(editor, container) {
    const { dom } = editor.view
    const help = document.createElement("p")
    help.id = `${container.querySelector("textarea").id}-keys`
    help.className = "visually-hidden"
    help.textContent = HELP
    container.append(help)
    dom.setAttribute("aria-describedby", `${dom.getAttribute("aria-describedby") ?? ""} ${help.id}`.trim())
    let isLeaving = false
    // In the capturing phase, so that the editor does not see such a Tab.
    container.addEventListener(
      "keydown",
      (event) => {
        if (!dom.contains(event.target) || event.key === "Shift") return
        if (isLeaving && event.key === "Tab") event.stopPropagation()
        isLeaving = event.key === "Escape"
      },
      { capture: true },
    )
  }

  class Toolbar {
    constructor(element) {
      this.element = element
      this.update()
      // Buttons appear and disappear with what is at the caret.
      new MutationObserver(() => this.update()).observe(element, { attributes: true, childList: true, subtree: true })
      element.addEventListener("focusin", ({ target }) => this.buttons.includes(target) && this.setCurrent(target))
      element.addEventListener("keydown", (event) => this.handleKey(event))
    }

    get buttons() {
      const buttons = [...this.element.querySelectorAll(".prose-menubar__button")]
      return buttons.filter((button) => button.getClientRects().length)
    }

    update() {
      const { buttons } = this
      this.setCurrent(buttons.includes(this.current) ? this.current : buttons[0])
    }

    setCurrent(current) {
      this.current = current
      for (const button of this.element.querySelectorAll(".prose-menubar__button")) {
        const tabIndex = button === current ? 0 : -1
        if (button.tabIndex !== tabIndex) button.tabIndex = tabIndex
      }
    }

    handleKey(event) {
      const { buttons } = this
      const index = buttons.indexOf(event.target)
      const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: -1 }[event.key]
      if (index < 0 || next === undefined || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      buttons.at(next % buttons.length).focus()
    }
  }

  function addKeys(editor) {
    const container = editor.view.dom.parentElement
    addWayOut(editor, container)
    new Toolbar(container.querySelector(".prose-menubar"))
  }

  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    if (editor.isInitialized) addKeys(editor)
    else editor.on("create", () => addKeys(editor)) // the toolbar does not exist before that
  })
}
