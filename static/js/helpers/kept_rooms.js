/**
 * Stores the setups of screens in this browser, by screen id, because a computer may have two projectors. A new
 * screen begins with the setup that was made last.
 */

import { BASE } from "./base.js";

const NAME = `partywall.rooms${BASE}`;
const MOST_KEPT = 8;

/**
 * Return a screen's stored setup, undefined for none. The caller must check it.
 * @param {string} screen
 * @returns {unknown}
 */
export function keptRoom(screen) {
  const kept = all();
  return (kept.find(([id]) => id === screen) ?? kept[0])?.[1];
}

/**
 * @param {string} screen
 * @param {object} room
 */
export function keepRoom(screen, room) {
  const others = all().filter(([id]) => id !== screen);
  try {
    localStorage.setItem(NAME, JSON.stringify([[screen, room], ...others].slice(0, MOST_KEPT)));
  } catch {
    // The browser stores nothing: the setup holds until the page is left.
  }
}

/** @returns {[string, unknown][]} the one that was set up last comes first */
function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => Array.isArray(one) && typeof one[0] === "string") : [];
  } catch {
    return [];
  }
}
