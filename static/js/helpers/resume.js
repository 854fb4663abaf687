/** What a page leaves for itself when it loads anew: what was on, and how it was told to show. It is read once. */

import { BASE } from "./base.js";

const NAME = `partywall.resume${BASE}`;
/** A computer that was switched off meanwhile begins from the beginning. */
const VALID_MS = 60_000;

/** @param {object} state */
export function leaveForNext(state) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ at: Date.now(), state }));
  } catch {
    // Without it the next page begins as any other.
  }
}

/** @returns {any} null where nothing was left, or too long ago */
export function leftByLast() {
  try {
    const left = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    sessionStorage.removeItem(NAME);
    return left && Math.abs(Date.now() - left.at) < VALID_MS ? left.state : null;
  } catch {
    return null;
  }
}
