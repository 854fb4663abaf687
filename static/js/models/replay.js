/** The night in order: which photo follows which, and how long each stays so that all take a given time. */

/** @import { Photo } from "../types.js" */

const LEAST_STAY_MS = 1_500;
const MOST_STAY_MS = 20_000;

export class Replay {
  /** In the order in which they were taken. @type {Photo[]} */
  #photos = [];
  #lastId = "";

  /** @param {readonly Photo[]} photos */
  set(photos) {
    this.#photos = [...photos].sort(inTime);
  }

  /** @param {Photo} photo */
  add(photo) {
    this.set([...this.#photos.filter(({ id }) => id !== photo.id), photo]);
  }

  /** @param {string} id */
  remove(id) {
    const index = this.#photos.findIndex((photo) => photo.id === id);
    if (index < 0) return;
    // The one before it was on last, so that none is left out.
    if (this.#lastId === id) this.#lastId = this.#photos[index - 1]?.id ?? "";
    this.#photos.splice(index, 1);
  }

  /** @param {string} id */
  has(id) {
    return this.#photos.some((photo) => photo.id === id);
  }

  /** Return the photo that follows the last one; after the end, the first. @returns {Photo | null} */
  next() {
    const index = this.#photos.findIndex(({ id }) => id === this.#lastId);
    const photo = this.#photos[(index + 1) % Math.max(1, this.#photos.length)] ?? null;
    this.#lastId = photo?.id ?? "";
    return photo;
  }

  /** Begin again with the first. */
  rewind() {
    this.#lastId = "";
  }

  /** How long each stays, for the whole night in so many minutes. @param {number} minutes */
  stayMs(minutes) {
    const share = (minutes * 60_000) / Math.max(1, this.#photos.length);
    return Math.min(MOST_STAY_MS, Math.max(LEAST_STAY_MS, share));
  }
}

/**
 * When it was taken, as far as the phone told; else when it came.
 * @param {Photo} a
 * @param {Photo} b
 */
function inTime(a, b) {
  const [first, second] = [a, b].map((photo) => Date.parse(photo.taken_at ?? photo.created_at) || 0);
  return (first ?? 0) - (second ?? 0) || a.position - b.position;
}
