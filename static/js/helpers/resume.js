/** What a page saves for its own reload: what was on, and its state. It is read once. */

import { BASE } from "./base.js";

const NAME = `partywall.resume${BASE}`;
/** After a longer pause, as when the computer was switched off, the page begins anew. */
const VALID_MS = 60_000;

/** @param {object} state */
export function leaveForNext(state) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ at: Date.now(), state }));
  } catch {
    // Without it the next page simply begins anew.
  }
}

/** @returns {any} null if nothing was saved, or too long ago */
export function leftByLast() {
  try {
    const left = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    sessionStorage.removeItem(NAME);
    return left && Math.abs(Date.now() - left.at) < VALID_MS ? left.state : null;
  } catch {
    return null;
  }
}
