/** The proof of a takedown: up to which change this screen has nothing left of what was taken down. */

/** @import { Gone } from "../types.js" */

/** So many are looked after; the oldest is believed to have left. */
export const MOST_GONE = 200;

export class Cleared {
  #holds;
  /** What was taken down and may still be held somewhere, by the change that took it. @type {Map<string, number>} */
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
   * Return the last change up to which nothing is left, after all changes up to `cursor` were heard.
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
