/** Writes an element's words into its one text node, so that no new nodes are made over an evening. */

/**
 * @param {Element} element
 * @param {string} words
 */
export function writeText(element, words) {
  const node = element.firstChild;
  if (node instanceof Text && node === element.lastChild) node.data = words;
  else element.textContent = words;
}
