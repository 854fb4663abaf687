/**
 * Identifies this phone to the server if the browser keeps no cookies. Without it, every request would come from a
 * new guest, and no original would ever find its photo.
 */

import { BASE } from "./base.js";

const NAME = `partywall-pass${BASE}`;

let pass = remembered();

/** The headers that say it; none where cookies do. @returns {Record<string, string>} */
export function guestHeaders() {
  return pass ? { "Partywall-Guest": pass } : {};
}

/** @param {string} given the pass that the server gave to a request without a cookie */
export function keepPass(given) {
  pass = given;
  try {
    sessionStorage.setItem(NAME, given); // for the other pages of this tab
  } catch {
    // A browser without cookies mostly has no storage either.
  }
}

function remembered() {
  try {
    return globalThis.sessionStorage?.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}
