// Offers to convert text that is pasted into any field and looks like .VnTime or VNI-Times. Text with its font name is
// converted in the editor without asking (clean-paste.js).
// Not a module: Firefox and older Safari ignore an import map after a module script, and the editor needs its map.
{
  const modulePath = document.currentScript.dataset.fonts
  const FIELDS = "textarea, input:is([type=text], [type=search], :not([type]))"
  const FONTS = /font-family:[^;}]*(?:\.vn|vni-)|face=["']?(?:\.vn|vni-)/i

  // Returns a function that converts the pasted text in a field, if it still stands there.
  function getFieldConverter(field, pasted) {
    return (convert) => {
      const start = field.value.indexOf(pasted)
      if (start < 0) return
      field.setRangeText(convert(pasted), start, start + pasted.length, "end")
      field.dispatchEvent(new Event("input", { bubbles: true }))
      field.focus()
    }
  }

  // Returns a function that converts the pasted lines in the editor, wherever they stand now.
  function getEditorConverter(editor, text) {
    const lines = text.split(/\s*[\r\n]+\s*/).filter(Boolean)
    return (convert) => {
      const { tr, schema, doc } = editor.state
      doc.descendants((node, position) => {
        if (!node.isText) return
        const line = lines.find((candidate) => node.text.includes(candidate))
        const isPart = text.includes(node.text.trim())
        const converted = isPart ? convert(node.text) : line && node.text.replaceAll(line, convert(line))
        if (!converted || converted === node.text) return
        const at = tr.mapping.map(position)
        tr.replaceWith(at, at + node.nodeSize, schema.text(converted, node.marks))
      })
      editor.view.dispatch(tr)
      editor.commands.focus()
    }
  }

  function offer(container, convert, apply) {
    document.querySelector(".sv-paste-note[data-fonts]")?.remove()
    const note = document.createElement("div")
    note.className = "sv-paste-note"
    note.dataset.fonts = ""
    note.setAttribute("role", "alert")
    const addButton = (label, onClick) => {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = label
      button.addEventListener("click", () => {
        note.remove()
        onClick()
      })
      note.append(button)
    }
    note.append("Chữ vừa dán có vẻ gõ bằng phông .VnTime hoặc VNI-Times, người đọc sẽ không đọc được. ")
    addButton("Đổi sang Unicode", () => apply(convert))
    addButton("Để nguyên", () => (container.querySelector(".ProseMirror") ?? container).focus())
    container.after(note)
  }

  document.addEventListener(
    "paste",
    async (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? ""
      const { target } = event
      const editor = target.closest?.(".ProseMirror")?.editor
      if (!/[\u00a1-\u00ff]/.test(text) || !(editor || target.matches?.(FIELDS))) return
      if (editor && FONTS.test(event.clipboardData.getData("text/html"))) return
      const start = target.selectionStart
      const endLength = target.value?.length - target.selectionEnd
      const { detectConverter } = await import(modulePath)
      const convert = detectConverter(text)
      if (!convert) return
      if (editor) return offer(editor.view.dom.closest(".prose-editor"), convert, getEditorConverter(editor, text))
      const pasted = target.value.slice(start, target.value.length - endLength) // a field may cut what is pasted
      offer(target, convert, getFieldConverter(target, pasted))
    },
    true,
  )
}
