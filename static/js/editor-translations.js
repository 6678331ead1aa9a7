// The rich-text editor's words in Vietnamese. It takes those of its dialogs from window.gettext, when it loads, and
// those of its buttons from nowhere: they are put in once it stands.
{
  const WORDS = {
    "heading 2": "Đề mục lớn",
    "heading 3": "Đề mục nhỏ",
    "unordered list": "Danh sách gạch đầu dòng",
    "ordered list": "Danh sách đánh số",
    blockquote: "Trích dẫn",
    bold: "Chữ đậm",
    italic: "Chữ nghiêng",
    subscript: "Chỉ số dưới",
    superscript: "Chỉ số trên",
    "insert link": "Chèn đường dẫn vào chữ đã chọn",
    "remove link": "Bỏ đường dẫn",
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
    "Edit Link": "Đường dẫn",
    URL: "Địa chỉ (https://…, mailto:… hoặc tel:…)",
    Title: "Lời chú khi rê chuột (có thể để trống)",
    Update: "Xong",
    Cancel: "Thôi",
    Yes: "Có",
    No: "Không",
  }
  const known = window.gettext ?? ((text) => text)
  window.gettext = (text) => WORDS[text] ?? known(text)

  const say = (button) => {
    const word = WORDS[button.title]
    if (!word) return
    button.title = word
    button.setAttribute("aria-label", word)
  }

  function dress(editor, textarea) {
    const frame = editor.view.dom.parentElement
    frame.querySelectorAll(".prose-menubar button").forEach(say)
    // The icons are words of a font; a browser that translates pages would make nonsense of them.
    for (const icon of frame.querySelectorAll(".prose-menubar .material-icons")) icon.translate = false
    frame.querySelector(".prose-menubar").setAttribute("role", "toolbar")
    frame.querySelector(".prose-menubar").setAttribute("aria-label", "Định dạng chữ")
    const label = textarea.labels?.[0]?.textContent.replace(/:$/, "") ?? "Nội dung"
    editor.view.dom.setAttribute("aria-label", label)
    editor.view.dom.setAttribute("role", "textbox")
    editor.view.dom.setAttribute("aria-multiline", "true")
    // The choices of a dialog are told apart by their words: keep those as values.
    new MutationObserver(() => {
      for (const option of frame.querySelectorAll("dialog option:not([value])")) {
        option.value = option.textContent
        option.textContent = WORDS[option.value] ?? option.value
      }
    }).observe(frame, { childList: true, subtree: true })
  }

  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    if (editor.isInitialized) dress(editor, textarea)
    else editor.on("create", () => dress(editor, textarea)) // the toolbar is made in the extensions' own turn
  })
}
