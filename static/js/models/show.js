/** Chooses the next photo of the wall: newer ones more often, none again too soon, none forgotten. */

/** @import { Photo } from "../types.js" */

/** The newest photos are always known, and a changing handful of all older ones. */
export const MOST_NEWEST = 300;
export const MOST_OLDER = 60;
/** How many others come before a photo is shown again, if there are as many. */
export const REST_PICKS = 12;
/** A photo that waited this many rounds goes first. */
const LONGEST_WAIT_ROUNDS = 3;
/** The newest photo is drawn this much more often than an old one. The bonus fades over this many photos. */
const NEWEST_BONUS = 5;
const BONUS_FADES_OVER = 10;
/** How many gone photos are remembered, so that a late answer cannot bring one back. */
const MOST_GONE = 500;

export class Show {
  #random;
  /** Newest first. @type {Photo[]} */
  #newest = [];
  /** @type {Photo[]} */
  #older = [];
  /** The pick at which each photo was last shown. @type {Map<string, number>} */
  #pickedAt = new Map();
  #picks = 0;
  /** The highest position seen so far. */
  #highest = 0;
  /** The change that took each photo away. @type {Map<string, number>} */
  #gone = new Map();

  /** @param {{random?: () => number}} [options] */
  constructor({ random = Math.random } = {}) {
    this.#random = random;
  }

  get size() {
    return this.#newest.length + this.#older.length;
  }

  /** @returns {Photo[]} */
  get photos() {
    return [...this.#newest, ...this.#older];
  }

  /**
   * @param {string} id
   * @returns {Photo | null}
   */
  find(id) {
    return this.photos.find((photo) => photo.id === id) ?? null;
  }

  /**
   * Put a photo in its place by age, or bring new words to a known one.
   * @param {Photo} photo
   * @returns {"news" | "known" | "old"} whether it has just been sent, was known before, or is neither
   */
  add(photo) {
    if (this.isGone(photo)) return "old";
    if (this.#replace(photo)) return "known";
    // Positions only grow, so a photo above all others was never shown before.
    const isNews = photo.position > this.#highest;
    this.#highest = Math.max(this.#highest, photo.position);
    this.#newest.push(photo);
    this.#newest.sort(newestFirst);
    for (const left of this.#newest.splice(MOST_NEWEST)) this.addOlder([left]);
    this.#settle();
    return isNews ? "news" : "old";
  }

  /** Add some older photos. They replace others at random. @param {Photo[]} photos */
  addOlder(photos) {
    for (const photo of photos) {
      if (this.isGone(photo) || this.#replace(photo)) continue;
      if (this.#older.length >= MOST_OLDER) this.#older.splice(Math.floor(this.#random() * MOST_OLDER), 1);
      this.#older.push(photo);
    }
    this.#settle();
  }

  /**
   * @param {string} id
   * @param {number} change the number of the change that took it away
   */
  remove(id, change) {
    this.#gone.set(id, change);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > MOST_GONE && oldest) this.#gone.delete(oldest);
    this.#newest = this.#newest.filter((photo) => photo.id !== id);
    this.#older = this.#older.filter((photo) => photo.id !== id);
    this.#pickedAt.delete(id);
  }

  /** Whether a photo was taken down, and this is what it was before. @param {Photo} photo */
  isGone(photo) {
    return photo.change < (this.#gone.get(photo.id) ?? 0);
  }

  /** Start again from a fresh list. @param {Photo[]} photos */
  replaceAll(photos) {
    this.#gone.clear();
    this.#newest = [...photos].sort(newestFirst).slice(0, MOST_NEWEST);
    this.#older = [];
    this.#settle();
  }

  /** Remember that a photo is on the wall now. @param {string} id */
  shown(id) {
    this.#picks += 1;
    if (this.find(id)) this.#pickedAt.set(id, this.#picks);
  }

  /**
   * Choose a photo, or null when none is left to choose; `current` is never chosen.
   * @param {{current?: string | null, isPossible?: (photo: Photo) => boolean}} [options]
   * @returns {Photo | null}
   */
  pick({ current = null, isPossible = () => true } = {}) {
    const possible = this.photos.filter((photo) => photo.id !== current && isPossible(photo));
    if (possible.length === 0) return null;
    possible.sort((a, b) => this.#age(b) - this.#age(a));
    const longest = possible[0];
    if (longest && this.#age(longest) > LONGEST_WAIT_ROUNDS * this.size) return longest;
    // Recently shown photos rest. If only resting ones are possible, take the one that has rested longest.
    const rest = Math.min(REST_PICKS, this.size - 1);
    const rested = possible.filter((photo) => this.#age(photo) >= rest);
    return rested.length > 0 ? this.#draw(rested) : (longest ?? null);
  }

  /** @param {Photo[]} photos */
  #draw(photos) {
    const ranks = new Map(this.#newest.map((photo, rank) => [photo.id, rank]));
    const weights = photos.map((photo) => {
      const rank = ranks.get(photo.id) ?? MOST_NEWEST;
      return (1 + NEWEST_BONUS * Math.exp(-rank / BONUS_FADES_OVER)) * (1 + this.#age(photo));
    });
    let left = this.#random() * weights.reduce((sum, weight) => sum + weight, 0);
    const index = weights.findIndex((weight) => (left -= weight) < 0);
    return photos.at(index) ?? null;
  }

  /** Return how many picks ago a photo was shown. @param {Photo} photo */
  #age(photo) {
    return this.#picks - (this.#pickedAt.get(photo.id) ?? 0);
  }

  /** @param {Photo} photo */
  #replace(photo) {
    for (const photos of [this.#newest, this.#older]) {
      const index = photos.findIndex(({ id }) => id === photo.id);
      const known = photos[index];
      if (!known) continue;
      if (known.change <= photo.change) photos[index] = photo;
      return true;
    }
    return false;
  }

  /** Count new photos as rested, and forget those that are no longer here. */
  #settle() {
    const known = new Set(this.photos.map(({ id }) => id));
    for (const id of known) if (!this.#pickedAt.has(id)) this.#pickedAt.set(id, this.#picks - REST_PICKS);
    for (const id of this.#pickedAt.keys()) if (!known.has(id)) this.#pickedAt.delete(id);
  }
}

/**
 * @param {Photo} a
 * @param {Photo} b
 */
function newestFirst(a, b) {
  return b.position - a.position;
}
