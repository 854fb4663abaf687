/** Words that depend on a number: `data-word="sent-one"` and `data-word="sent-other"`. */

import { word } from "./words.js";

/**
 * Return the word `name` for `count`, with `count` in place of {count}.
 * @param {string} name
 * @param {number} count
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function counted(name, count, values = {}) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(count) === "one" ? "one" : "other";
  return word(`${name}-${form}`, { count, ...values });
}
