/** The text of a search: find the part being typed, and insert or remove a part. */

const PART = /-?(?:[^\s":]+:)?(?:"[^"]*"?|[^\s"]+)/gu;

/**
 * Return the part being typed: the last one, unless a space follows it.
 * @param {string} text
 */
export function partTyped(text) {
  const found = [...text.matchAll(PART)].at(-1);
  return found && found.index + found[0].length === text.length ? found[0] : "";
}

/**
 * Return the beginning for suggestions: the part being typed, without its prefix.
 * @param {string} text
 */
export function beginning(text) {
  return partTyped(text).replace(/^-?(?:[^\s":]+:)?"?/u, "");
}

/**
 * Replace the part being typed by a suggestion, with a space after it for the next one.
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
 * Remove one part.
 * @param {string} text
 * @param {string} part as the server understood it
 */
export function without(text, part) {
  const at = text.indexOf(part);
  if (at < 0) return text;
  return `${text.slice(0, at)} ${text.slice(at + part.length)}`.replace(/\s+/g, " ").trim();
}
