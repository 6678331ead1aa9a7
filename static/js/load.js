// Loads scripts that are not needed on every visit to a form when they are used first.
import { createElement } from "saovang/dom"

const FAILED = "Chưa mở được: mất mạng? Hãy thử lại; vẫn không được thì lưu rồi tải lại trang."
const failures = new Map() // number of failed tries by module

/**
 * Import a module of the import map. After a failure it gets another URL, because browsers remember that the first one
 * failed.
 */
export async function load(name) {
  const tries = failures.get(name) ?? 0
  const url = tries && import.meta.resolve?.(name)
  try {
    return await import(url ? `${url}?${tries}` : name)
  } catch (error) {
    failures.set(name, tries + 1)
    throw error
  }
}

/** Say after an element that what it does failed, until the next try. */
export function showFailure(element) {
  hideFailure(element)
  element.after(createElement("span", { className: "sv-load-error", role: "alert", textContent: FAILED }))
}

function hideFailure({ nextElementSibling: next }) {
  if (next?.matches(".sv-load-error")) next.remove()
}

/** Load a module that `element` needs. If that fails, say so after the element and return null. */
export async function loadFor(element, name) {
  try {
    const module = await load(name)
    hideFailure(element)
    return module
  } catch {
    showFailure(element)
    return null
  }
}
