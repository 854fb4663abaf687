/** What a page says about passkeys: why there are none here, and what came of a try. */

import { Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";

/**
 * @param {HTMLElement} said
 * @param {import("../../helpers/passkeys.js").WhyNot} why
 */
export function showWhyNot(said, why) {
  said.textContent = word(`passkey-${why}`);
  said.hidden = false;
}

/**
 * @param {HTMLElement} said
 * @param {unknown} problem
 */
export function showRefusal(said, problem) {
  if (problem instanceof Refused) said.textContent = problem.message;
  else if (problem instanceof DOMException && problem.name === "InvalidStateError") said.textContent = word("passkey-there");
  // By whoever holds the device, or because nothing happened for a minute; browsers do not tell these apart.
  else if (problem instanceof DOMException) said.textContent = word("passkey-stopped");
  else said.textContent = word("passkey-away");
  said.hidden = false;
}
