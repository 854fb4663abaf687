/** What this screen has shown and not said yet: a photo is on for seconds, and a server may be away for minutes. */

import { CLOCK } from "../helpers/clock.js";

/** @import { Clock } from "../helpers/clock.js" */

/** A report names no more; the oldest are forgotten. */
export const MOST_UNSAID = 64;
const MOST_SAID = 500;

export class ShownHere {
  #clock;
  /** By photo, when it came on. @type {Map<string, number>} */
  #unsaid = new Map();
  /** What the report under way names. @type {string[]} */
  #named = [];
  /** @type {Set<string>} */
  #said = new Set();

  /** @param {{clock?: Clock}} [options] */
  constructor({ clock = CLOCK } = {}) {
    this.#clock = clock;
  }

  /** These are on, and nothing covers them. @param {string[]} ids */
  note(ids) {
    for (const id of ids) if (!this.#unsaid.has(id) && !this.#said.has(id)) this.#unsaid.set(id, this.#clock.now());
    forgetOldest(this.#unsaid, MOST_UNSAID);
  }

  /**
   * Return what was on since the last answer and is not any more, each with how many seconds ago it came on.
   * @param {string[]} ids what is on now and can be seen, which a report says by itself
   * @returns {[string, number][]}
   */
  past(ids) {
    this.#named = [...this.#unsaid.keys()];
    const now = this.#clock.now();
    const past = [...this.#unsaid].filter(([id]) => !ids.includes(id));
    return past.map(([id, at]) => [id, Math.max(0, Math.round((now - at) / 1000))]);
  }

  /** The server has heard it. */
  answered() {
    for (const id of this.#named) {
      this.#unsaid.delete(id);
      this.#said.add(id);
    }
    this.#named = [];
    forgetOldest(this.#said, MOST_SAID);
  }
}

/**
 * @param {{size: number, keys: () => Iterator<string>, delete: (id: string) => boolean}} kept
 * @param {number} most
 */
function forgetOldest(kept, most) {
  while (kept.size > most) kept.delete(kept.keys().next().value ?? "");
}
