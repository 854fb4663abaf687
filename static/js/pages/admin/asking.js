/** Ask the server as the host, and put what goes wrong into words. */

import { ours } from "../../helpers/base.js";
import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";

/** @type {typeof ask} */
export async function askAsHost(url, options) {
  try {
    return await ask(url, options);
  } catch (error) {
    // The session was ended, here or on another device: the same address now asks for the password.
    if (error instanceof Refused && error.code === "HOST_ONLY") window.location.assign(ours("/admin"));
    throw error;
  }
}

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
