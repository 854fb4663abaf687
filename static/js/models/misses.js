/** Remembers which photos' pictures did not come, and whether the network seems to be away altogether. */

/** A photo whose picture did not come is left alone for so long. */
const REST_MS = 30_000;
/** So many failures in a row mean that it is not the photo. */
const FAILURES_IN_A_ROW = 2;
const MOST_REMEMBERED = 100;

export class Misses {
  #now;
  /** @type {Map<string, number>} */
  #missedAt = new Map();
  #inARow = 0;
  #awayUntil = -Infinity;

  /** @param {{now: () => number}} options */
  constructor({ now }) {
    this.#now = now;
  }

  /** Tell whether to use only what is loaded. It wears off, so that somebody looks again. */
  get isAway() {
    return this.#now() < this.#awayUntil;
  }

  /** @param {string} id */
  add(id) {
    this.#missedAt.delete(id);
    this.#missedAt.set(id, this.#now());
    const oldest = this.#missedAt.keys().next();
    if (this.#missedAt.size > MOST_REMEMBERED && !oldest.done) this.#missedAt.delete(oldest.value);
    this.#inARow += 1;
    if (this.#inARow >= FAILURES_IN_A_ROW) this.#awayUntil = this.#now() + REST_MS;
  }

  /** Tell whether a photo's picture failed a moment ago. @param {string} id */
  has(id) {
    return this.#now() - (this.#missedAt.get(id) ?? -Infinity) < REST_MS;
  }

  /** A picture came through, or the network is back. */
  clear() {
    this.#missedAt.clear();
    this.#inARow = 0;
    this.#awayUntil = -Infinity;
  }
}
