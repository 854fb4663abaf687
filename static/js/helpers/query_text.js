/** The text of a search: which part somebody types now, and how one part goes in or out. */

const PART = /-?(?:[^\s":]+:)?(?:"[^"]*"?|[^\s"]+)/gu;

/**
 * Return the part that is being typed: the last one, unless a space follows it.
 * @param {string} text
 */
export function partTyped(text) {
  const found = [...text.matchAll(PART)].at(-1);
  return found && found.index + found[0].length === text.length ? found[0] : "";
}

/**
 * Return what suggestions begin with: the part that is being typed, without what stands before a name.
 * @param {string} text
 */
export function beginning(text) {
  return partTyped(text).replace(/^-?(?:[^\s":]+:)?"?/u, "");
}

/**
 * Put a suggestion in the place of the part that is being typed; there is room for the next one behind it.
 * @param {string} text
 * @param {string} suggestion
 */
export function withSuggestion(text, suggestion) {
  const typed = partTyped(text);
  const before = text.slice(0, text.length - typed.length).trimStart();
  const not = typed.startsWith("-") ? "-" : "";
  return `${before}${not}${suggestion} `;
}

/**
 * Take one part out.
 * @param {string} text
 * @param {string} part as the server understood it
 */
export function without(text, part) {
  const at = text.indexOf(part);
  if (at < 0) return text;
  return `${text.slice(0, at)} ${text.slice(at + part.length)}`.replace(/\s+/g, " ").trim();
}
