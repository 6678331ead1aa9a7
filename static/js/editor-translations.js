// Vietnamese texts of the rich-text editor. Its dialogs use window.gettext, which must be set before the editor
// loads; its buttons cannot be translated, so their titles are replaced once the editor is ready.
{
  const TRANSLATIONS = {
    "heading 2": "Đề mục lớn",
    "heading 3": "Đề mục nhỏ",
    "unordered list": "Danh sách gạch đầu dòng",
    "ordered list": "Danh sách đánh số",
    blockquote: "Trích dẫn",
    "horizontal rule": "Đường kẻ ngang",
    bold: "Chữ đậm",
    italic: "Chữ nghiêng",
    strike: "Chữ gạch ngang",
    subscript: "Chỉ số dưới",
    superscript: "Chỉ số trên",
    "insert link": "Chèn liên kết vào chữ đã chọn",
    "remove link": "Bỏ liên kết",
    undo: "Hoàn tác",
    redo: "Làm lại",
    "Insert table": "Chèn bảng",
    "Add column": "Thêm cột",
    "Delete column": "Xóa cột",
    "Add row": "Thêm hàng",
    "Delete row": "Xóa hàng",
    "Merge cells": "Gộp ô",
    "Split cell": "Tách ô",
    "Toggle header cell": "Ô tiêu đề",
    "Delete table": "Xóa bảng",
    "Insert Table": "Chèn bảng",
    "Table Properties": "Bảng mới",
    "Include header row": "Hàng đầu là tiêu đề",
    Rows: "Số hàng",
    Columns: "Số cột",
    Update: "Xong",
    Cancel: "Hủy",
    Yes: "Có",
    No: "Không",
  }
  const originalGettext = window.gettext ?? ((text) => text)
  window.gettext = (text) => TRANSLATIONS[text] ?? originalGettext(text)

  function translateButton(button) {
    const title = TRANSLATIONS[button.title]
    if (!title) return
    button.title = title
    button.setAttribute("aria-label", title)
  }

  function translateEditor(editor, textarea) {
    const container = editor.view.dom.parentElement
    const menubar = container.querySelector(".prose-menubar")
    menubar.querySelectorAll("button").forEach(translateButton)
    // Icons are words drawn by an icon font; a browser that translates the page would break them.
    for (const icon of menubar.querySelectorAll(".material-icons")) icon.translate = false
    menubar.setAttribute("role", "toolbar")
    menubar.setAttribute("aria-label", "Định dạng chữ")
    const label = textarea.labels?.[0]?.textContent.replace(/:$/, "") ?? "Nội dung"
    editor.view.dom.setAttribute("aria-label", label)
    editor.view.dom.setAttribute("role", "textbox")
    editor.view.dom.setAttribute("aria-multiline", "true")
    // The editor identifies the options of its dialogs by their text: keep the original text as value.
    new MutationObserver(() => {
      for (const option of container.querySelectorAll("dialog option:not([value])")) {
        option.value = option.textContent
        option.textContent = TRANSLATIONS[option.value] ?? option.value
      }
    }).observe(container, { childList: true, subtree: true })
  }

  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    if (editor.isInitialized) translateEditor(editor, textarea)
    else editor.on("create", () => translateEditor(editor, textarea)) // the toolbar does not exist before that
  })
}
