/** The night in order: which photo follows which, and how long each stays so that all take a given time. */

/** @import { Photo } from "../types.js" */

const LEAST_STAY_MS = 1_500;
const MOST_STAY_MS = 20_000;
const MINUTE_MS = 60_000;

export class Replay {
  #fetchAll;
  #isGone;
  /** In the order in which they were taken. @type {Photo[]} */
  #photos = [];
  #lastId = "";
  /** What remains of a step: a long night in a short time goes on by more than one photo, but not by whole ones. */
  #part = 0;
  #rounds = 0;
  /** Counts the beginnings, so that a late answer to an earlier one is ignored. */
  #beginning = 0;
  #isWhole = true;

  /**
   * `fetchAll` returns the whole night, or null while the server is away; `isGone` tells what was taken down meanwhile.
   * @param {{fetchAll?: () => Promise<Photo[] | null>, isGone?: (photo: Photo) => boolean}} [options]
   */
  constructor({ fetchAll = async () => null, isGone = () => false } = {}) {
    this.#fetchAll = fetchAll;
    this.#isGone = isGone;
  }

  /** Begin with the photos that are known, and have all others fetched. @param {readonly Photo[]} known */
  begin(known) {
    this.set(known);
    this.#isWhole = false;
    void this.complete();
  }

  /** Fetch the whole night, unless it is here. */
  async complete() {
    if (this.#isWhole) return;
    const own = ++this.#beginning;
    const night = await this.#fetchAll();
    if (own !== this.#beginning || !night) return;
    const newest = new Map(night.map((photo) => [photo.id, photo]));
    for (const photo of this.#photos) if ((newest.get(photo.id)?.change ?? 0) <= photo.change) newest.set(photo.id, photo);
    this.set([...newest.values()].filter((photo) => !this.#isGone(photo)));
    this.#isWhole = true;
  }

  /** Keep nothing until the next beginning: a whole night takes memory. */
  end() {
    this.#photos = [];
    this.#beginning += 1;
    this.#isWhole = true;
  }

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

  /**
   * Return the photo that follows the last one; after the end, the first. Where the minutes are too few for all, some
   * are left out, evenly, and the next round brings others. One that is not possible is passed over; null when none is.
   * @param {number} minutes
   * @param {(photo: Photo) => boolean} [isPossible]
   * @returns {Photo | null}
   */
  next(minutes, isPossible = () => true) {
    for (let tries = 0; tries < this.#photos.length; tries += 1) {
      const photo = this.#following(minutes);
      if (photo && isPossible(photo)) return photo;
    }
    return null;
  }

  /** @param {number} minutes */
  #following(minutes) {
    const last = this.#photos.findIndex(({ id }) => id === this.#lastId);
    const step = this.#step(minutes);
    this.#part += last < 0 ? 0 : step;
    const jump = Math.floor(this.#part);
    this.#part -= jump;
    let index = last + jump;
    if (last < 0) index = 0;
    if (index >= this.#photos.length) {
      this.#rounds += 1;
      this.#part = 0;
      index = this.#rounds % Math.ceil(step);
    }
    const photo = this.#photos[index] ?? this.#photos[0] ?? null;
    this.#lastId = photo?.id ?? "";
    return photo;
  }

  /** Begin again with the first. */
  rewind() {
    this.#lastId = "";
    this.#part = 0;
    this.#rounds = 0;
  }

  /** How long each stays, for the whole night in so many minutes. @param {number} minutes */
  stayMs(minutes) {
    const share = (minutes * MINUTE_MS) / Math.max(1, this.#photos.length);
    return Math.min(MOST_STAY_MS, Math.max(LEAST_STAY_MS, share));
  }

  /** By how many photos it goes on: one, or more where there is no time for each. @param {number} minutes */
  #step(minutes) {
    return Math.max(1, (this.#photos.length * LEAST_STAY_MS) / (minutes * MINUTE_MS));
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
