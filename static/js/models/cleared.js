/** The proof of takedowns: the change up to which this screen has cleared all photos taken down. */

/** @import { Gone } from "../types.js" */

/** At most this many are tracked. Beyond it, the oldest is assumed to be cleared. */
export const MOST_GONE = 200;

export class Cleared {
  #holds;
  /** Photos taken down that may still be held, with the change that took each. @type {Map<string, number>} */
  #gone = new Map();

  /** @param {(id: string) => boolean} holds looks whether a photo is in the picture, loaded or remembered */
  constructor(holds) {
    this.#holds = holds;
  }

  /** @param {Gone} gone */
  note({ id, change }) {
    this.#gone.set(id, change);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > MOST_GONE && oldest !== undefined) this.#gone.delete(oldest);
  }

  /** A photo may be shown again. @param {string} id */
  cameBack(id) {
    this.#gone.delete(id);
  }

  /**
   * Return the last change up to which everything is cleared. All changes up to `cursor` are known.
   * @param {number} cursor
   */
  upTo(cursor) {
    let least = cursor;
    for (const [id, change] of [...this.#gone]) {
      if (this.#holds(id)) least = Math.min(least, change - 1);
      else this.#gone.delete(id);
    }
    return least;
  }
}
