/** Photos that the hosts have pinned: they come again and again between the others, in turn. */

/** @import { Photo } from "../types.js" */

/** One in so many is a pinned one. */
export const EVERY = 4;

export class Pins {
  /** @type {Photo[]} */
  #photos = [];
  #round = 0;
  #turn = 0;

  /** @param {readonly Photo[]} photos */
  set(photos) {
    this.#photos = [...photos];
  }

  /** @param {string} id */
  remove(id) {
    this.#photos = this.#photos.filter((photo) => photo.id !== id);
  }

  /** @param {string} id */
  has(id) {
    return this.#photos.some((photo) => photo.id === id);
  }

  /** @param {Photo} photo */
  update(photo) {
    this.#photos = this.#photos.map((pinned) => (pinned.id === photo.id ? photo : pinned));
  }

  /**
   * Return the pinned photo whose turn it is, or null when it is another photo's.
   * @param {string | null} current what is on, which never follows itself
   * @returns {Photo | null}
   */
  take(current) {
    if (this.#photos.length === 0) return null;
    this.#round = (this.#round + 1) % EVERY;
    if (this.#round !== 0) return null;
    this.#turn = (this.#turn + 1) % this.#photos.length;
    const photo = this.#photos[this.#turn];
    return photo && photo.id !== current ? photo : null;
  }
}
