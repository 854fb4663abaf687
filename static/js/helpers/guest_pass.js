/**
 * Who this phone is to the server where the browser keeps no cookies: without a word for that, every request would
 * come from a new guest, and no original would ever find its photo.
 */

import { BASE } from "./base.js";

const NAME = `partywall-pass${BASE}`;

let pass = remembered();

/** The headers that say it; none where cookies do. @returns {Record<string, string>} */
export function guestHeaders() {
  return pass ? { "Partywall-Guest": pass } : {};
}

/** @param {string} given what the server gave out, to a request without a cookie */
export function keepPass(given) {
  pass = given;
  try {
    sessionStorage.setItem(NAME, given); // for the other pages of this tab
  } catch {
    // Whoever keeps no cookies mostly keeps nothing.
  }
}

function remembered() {
  try {
    return globalThis.sessionStorage?.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}
