/**
 * Create an element.
 * @param {string} name - tag name
 * @param {Object} properties - properties of the element; a name with a hyphen ("aria-label") is set as an attribute
 * @param {...(Node|string)} children
 */
export function createElement(name, properties = {}, ...children) {
  const element = document.createElement(name)
  for (const [property, value] of Object.entries(properties)) {
    if (property.includes("-")) element.setAttribute(property, value)
    else element[property] = value
  }
  element.append(...children)
  return element
}
