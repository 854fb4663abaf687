/** The photos that have just come and wait for their moment on the wall: few, and everyone's in turn. */

/** @import { Photo } from "../types.js" */

/** More than this would hold the wall for too long; what is left out still goes round with all the others. */
export const MOST_WAITING = 16;
const GUESTS_REMEMBERED = 100;

export class Arrivals {
  /** @type {Photo[]} */
  #waiting = [];
  /** Whose photo was last taken, the latest at the end. @type {string[]} */
  #served = [];

  get size() {
    return this.#waiting.length;
  }

  /** @param {Photo} photo */
  add(photo) {
    this.remove(photo.id);
    this.#waiting.push(photo);
    if (this.#waiting.length > MOST_WAITING) this.#leaveOneOut();
  }

  /** Bring new words to a waiting photo. @param {Photo} photo */
  update(photo) {
    this.#waiting = this.#waiting.map((waiting) => (waiting.id === photo.id ? photo : waiting));
  }

  /** @param {string} id */
  remove(id) {
    this.#waiting = this.#waiting.filter((photo) => photo.id !== id);
  }

  clear() {
    this.#waiting = [];
  }

  /**
   * Take the next one: the oldest photo of whoever has waited longest for a turn. Null when nobody waits.
   * @returns {Photo | null}
   */
  take() {
    const turns = this.#waiting.map((photo) => this.#served.lastIndexOf(turnOf(photo)));
    const next = this.#waiting[turns.indexOf(Math.min(...turns))];
    if (!next) return null;
    this.remove(next.id);
    this.#served = this.#served.filter((turn) => turn !== turnOf(next));
    this.#served.push(turnOf(next));
    if (this.#served.length > GUESTS_REMEMBERED) this.#served.shift();
    return next;
  }

  /** Drop the oldest photo of whoever has the most waiting: one eager guest gives way before anyone else. */
  #leaveOneOut() {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const turn of this.#waiting.map(turnOf)) counts.set(turn, (counts.get(turn) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const index = this.#waiting.findIndex((photo) => counts.get(turnOf(photo)) === most);
    this.#waiting.splice(index, 1);
  }
}

/**
 * Return whose turn a photo takes: a photographer's come as they come, each in a turn of its own.
 * @param {Photo} photo
 */
function turnOf({ id, sender, by_photographer }) {
  return by_photographer ? id : sender;
}
