// A row of photos in the editor: kept as one piece that can be moved and removed, never typed into.
import { Node } from "django-prose-editor/editor"

const SELECTOR = "figure[data-photos]"

export const PhotoRow = Node.create({
  name: "photoRow",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes() {
    return {
      photos: {
        default: "",
        parseHTML: (element) => element.dataset.photos,
        renderHTML: ({ photos }) => ({ "data-photos": photos }),
      },
    }
  },

  parseHTML() {
    return [{ tag: SELECTOR }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["figure", HTMLAttributes]
  },

  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("figure")
      dom.className = "photo-row"
      dom.dataset.photos = node.attrs.photos
      for (const key of node.attrs.photos.split(" ")) {
        const thumbnail = document.querySelector(`img[data-photo="${Number(key)}"]`)
        const image = document.createElement("img")
        image.src = thumbnail?.src ?? ""
        image.alt = thumbnail?.alt || `Ảnh ${key}`
        dom.append(image)
      }
      return { dom }
    }
  },
})
