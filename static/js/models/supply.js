/** Picks photos from the show that can be shown now, by what is loaded and what has failed. */

import { Misses } from "./misses.js";
import { PictureMissing } from "./pictures.js";

/** @import { Photo } from "../types.js" */
/** @import { Show } from "./show.js" */
/** @import { Pictures } from "./pictures.js" */

/** Pictures fetched ahead, so that the wall can go on without a network. */
const FETCHED_AHEAD = 12;

export class Supply {
  #show;
  #pictures;
  #misses;

  /** @param {{show: Show, pictures: Pictures, clock: {now: () => number}}} options */
  constructor({ show, pictures, clock }) {
    this.#show = show;
    this.#pictures = pictures;
    this.#misses = new Misses(clock);
  }

  /** Whether the network seems to be away. Then only loaded photos are chosen. */
  get isAway() {
    return this.#misses.isAway;
  }

  /**
   * Choose a photo to follow `current`: any, or only a loaded one while the network seems away.
   * @param {string | null} current
   * @returns {Photo | null}
   */
  pick(current) {
    if (this.#misses.isAway) return this.pickLoaded(current);
    return this.#show.pick({ current, isPossible: ({ id }) => !this.#misses.has(id) });
  }

  /**
   * @param {string | null} current
   * @returns {Photo | null}
   */
  pickLoaded(current) {
    return this.#show.pick({ current, isPossible: this.#isLoaded });
  }

  /**
   * Return a photo's decoded picture, or null if it did not load.
   * @param {Photo} photo
   * @returns {Promise<HTMLImageElement | null>}
   */
  async load(photo) {
    const wasLoaded = this.#isLoaded(photo);
    const image = await this.#try(photo);
    if (image && !wasLoaded) this.#misses.clear();
    // A photo taken down while it was loading says nothing about the network.
    if (!image && this.#show.find(photo.id)) this.#misses.add(photo.id);
    return image;
  }

  /** Fetch one more picture while all is well. */
  fetchAhead() {
    if (this.#misses.isAway || this.#pictures.size >= FETCHED_AHEAD) return;
    const photo = this.#show.photos.find((photo) => !this.#isLoaded(photo) && !this.#misses.has(photo.id));
    // Ignore a failure here: the photo is tried again at its turn.
    if (photo) void this.#try(photo);
  }

  /** The network is back: try failed pictures again. */
  recover() {
    this.#misses.clear();
  }

  /** Forget the pictures of photos that are no longer in the show. */
  tidy() {
    this.#pictures.retain((photo) => this.#show.find(photo.id) !== null);
  }

  /** @param {Photo} photo */
  #isLoaded = (photo) => this.#pictures.loaded(photo) !== null;

  /** @param {Photo} photo */
  async #try(photo) {
    try {
      return await this.#pictures.load(photo);
    } catch (error) {
      if (error instanceof PictureMissing) return null;
      throw error;
    }
  }
}
