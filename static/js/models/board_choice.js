/** Chooses what comes on a board next: pinned photos, those that wait for their turn, and what fits beside them. */

import { shapeOf } from "./layouts/cell.js";
import { Misses } from "./misses.js";
import { Pins } from "./pins.js";

/** @import { Photo } from "../types.js" */
/** @import { Clock } from "../helpers/clock.js" */
/** @import { Layout, Size } from "./layouts/cell.js" */
/** @import { Show } from "./show.js" */
/** @import { Turns } from "./turns.js" */

const TRIES = 4;

export class BoardChoice {
  pins = new Pins();
  #show;
  #turns;
  #isKept;
  #misses;

  /**
   * `isKept` tells whether a photo's picture comes without a server.
   * @param {{show: Show, turns: Turns, isKept: (photo: Photo) => boolean, clock: Clock}} options
   */
  constructor({ show, turns, isKept, clock }) {
    this.#show = show;
    this.#turns = turns;
    this.#isKept = isKept;
    this.#misses = new Misses(clock);
  }

  /** Take the new photo whose turn it is, if its picture comes; else that of one of the next. */
  arrival() {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const photo = this.#turns.take();
      if (!photo || this.#ifItComes(photo)) return photo;
    }
    return null;
  }

  /** Take a pinned photo, or one that was sent long ago and no screen has shown. @param {string} newest what is on */
  waiting(newest) {
    return this.#ifItComes(this.pins.take(newest)) ?? this.#ifItComes(this.#turns.takeOld());
  }

  /** Pick from the round of all photos. @param {Set<string>} taken */
  pick(taken) {
    return this.#show.pick({ isPossible: (photo) => !taken.has(photo.id) && this.comes(photo) });
  }

  /**
   * Choose what goes on beside a photo, as far as the layout leaves room: rather none of those that are on.
   * @param {Photo} photo
   * @param {Set<string>} on
   * @param {Layout} layout
   * @param {Size} size
   */
  partnersOf(photo, on, layout, size) {
    const now = [photo];
    for (;;) {
      const fits = layout.partner(now.map(shapeOf), size);
      const isFree = (/** @type {Photo} */ other) =>
        !now.some(({ id }) => id === other.id) && fits?.(shapeOf(other)) === true && this.comes(other);
      const fresh = fits && this.#show.pick({ isPossible: (other) => !on.has(other.id) && isFree(other) });
      const next = fresh ?? (fits && this.#show.pick({ isPossible: isFree }));
      if (!next) return now.slice(1);
      now.push(next);
    }
  }

  /** While the server seems to be away, only pictures that are kept come. @param {Photo} photo */
  comes = (photo) => !this.#misses.isAway || this.#isKept(photo);

  /** What was chosen is on. */
  came() {
    // A kept picture says nothing about the network.
    if (!this.#misses.isAway) this.#misses.clear();
  }

  /** The picture of what was chosen did not come. @param {string} id */
  missed(id) {
    this.#misses.add(id);
    this.#turns.missed(id, this.#misses.isAway);
  }

  /** The network is back. */
  recover() {
    this.#turns.recover();
    this.#misses.clear();
  }

  /** Return a photo that was taken; if its picture does not come now, it waits. @param {Photo | null} photo */
  #ifItComes(photo) {
    if (!photo || this.comes(photo)) return photo;
    this.#turns.missed(photo.id, true);
    return null;
  }
}
