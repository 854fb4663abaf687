/** Writes an element's words into the one text node that it keeps: over an evening no node is made for them. */

/**
 * @param {Element} element
 * @param {string} words
 */
export function writeText(element, words) {
  const node = element.firstChild;
  if (node instanceof Text && node === element.lastChild) node.data = words;
  else element.textContent = words;
}
