/** What went wrong with a request, in words. */

import { Refused, Unreachable } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";

/**
 * Return the sentence for what went wrong: the server's, or the word named `whenAway`. A fault of ours is thrown on.
 * @param {unknown} error
 * @param {string} whenAway
 */
export function reason(error, whenAway) {
  if (error instanceof Unreachable) return word(whenAway);
  if (error instanceof Refused) return error.message;
  throw error;
}
