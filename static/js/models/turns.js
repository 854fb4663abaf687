/**
 * The new photos that wait for their turn on the screens: each is shown once, and every guest before anyone again.
 *
 * All of it follows from the feed's order and from what the party's screens have reported as shown. Every screen hears
 * the same, so they agree without a leader, and losing one changes nothing for the others.
 */

import { CLOCK } from "../helpers/clock.js";
import { inFairOrder, isBefore, turnOf } from "./fair_order.js";

/** @import { Photo } from "../types.js" */
/** @import { Clock } from "../helpers/clock.js" */
/** @import { Place } from "./fair_order.js" */

/**
 * A showing that a screen reported: the `no`th of the party, of photo `id`, whose turn it took, while `at` was the
 * newest photo's position.
 * @typedef {{no: number, id: string, turn: string, at: number}} Showing
 * @typedef {{photo: Photo, since: number, isFresh: boolean, isElsewhere: boolean, misses: number,
 *   notBefore: number}} Entry
 */

/** More are not kept here; the server tells later of those that no screen has shown. */
export const MOST_WAITING = 400;
/** Of photos that another screen has shown already, so many wait; the others still go round. */
export const MOST_ELSEWHERE = 8;
/** With more than this waiting, the screens share them: each of the first ones is one screen's. */
export const SPLIT_FROM = 8;
/** For so long another screen is trusted to show what is its own. */
export const ASSUMED_MS = 15_000;
/** With fewer waiting here, it is worth asking for others. */
const ENOUGH = 12;
/** A picture that did not come is tried again after so long, and so often. */
export const MISSED_REST_MS = 5_000;
export const MOST_MISSES = 3;
const MOST_REMEMBERED = 1_000;
/** Showings that have no number yet come behind those that have, in their own order. */
const PROVISIONAL = 1e-6;

export class Turns {
  #clock;
  /** @type {Map<string, Entry>} */
  #waiting = new Map();
  /** What has been taken and is not on yet. @type {Map<string, Entry>} */
  #taken = new Map();
  /** The last turn of each. @type {Map<string, Place>} */
  #served = new Map();
  /** What was shown here or is out of the question, with the change that took it away. @type {Map<string, number>} */
  #done = new Map();
  #newest = 0;
  #lastNo = 0;
  #unnumbered = 0;
  #isOldsTurn = false;
  #screens = { index: 0, count: 1 };
  #isShort = true;

  /** @param {{clock?: Clock}} [options] */
  constructor({ clock = CLOCK } = {}) {
    this.#clock = clock;
  }

  /** How many new photos wait here, those that are about to come on included. */
  get size() {
    return [...this.#waiting.values(), ...this.#taken.values()].filter(({ isFresh }) => isFresh).length;
  }

  /** Whether there may be photos that no screen has shown and that are not known here. */
  get isShort() {
    return this.#isShort;
  }

  /** The number of the last showing heard of. */
  get lastNo() {
    return this.#lastNo;
  }

  /** How many new photos wait that no screen has shown. */
  get behind() {
    return this.#shownNowhere().length;
  }

  /** For how long the photo has waited that waits longest and was shown nowhere. */
  get longestWaitMs() {
    const since = this.#shownNowhere().map((entry) => entry.since);
    return since.length === 0 ? 0 : Math.max(0, this.#clock.now() - Math.min(...since));
  }

  /** Whether it is time to ask for photos that no screen has shown. */
  get isHungry() {
    return this.#isShort && this.#waiting.size < ENOUGH;
  }

  /**
   * Let a photo wait for its turn. One that is not `isFresh` was sent long ago and waits between the others.
   * @param {Photo} photo
   * @param {{waitedMs?: number, isFresh?: boolean}} [as]
   * @returns {boolean} false when it was shown here, was taken down, or there is no room
   */
  add(photo, { waitedMs = 0, isFresh = true } = {}) {
    this.#newest = Math.max(this.#newest, photo.position);
    const doneAt = this.#done.get(photo.id);
    if (doneAt !== undefined && photo.change <= doneAt) return false;
    if (this.has(photo.id)) return false;
    const since = this.#clock.now() - waitedMs;
    this.#waiting.set(photo.id, { photo, since, isFresh, isElsewhere: false, misses: 0, notBefore: -Infinity });
    if (this.#waiting.size > MOST_WAITING) this.#leaveOneOut();
    return this.#waiting.has(photo.id);
  }

  /** @param {string} id */
  has(id) {
    return this.#waiting.has(id) || this.#taken.has(id);
  }

  /** Bring new words to a waiting photo. @param {Photo} photo */
  update(photo) {
    const entry = this.#waiting.get(photo.id) ?? this.#taken.get(photo.id);
    if (entry && entry.photo.change <= photo.change) entry.photo = photo;
  }

  /**
   * A photo was taken down, or has had another way onto the screen.
   * @param {string} id
   * @param {number} [change] the change that took it away: it comes back only by a later one
   */
  remove(id, change = Infinity) {
    this.#waiting.delete(id);
    this.#taken.delete(id);
    this.#remember(id, change);
  }

  /** Begin again with what `isKnown` and still waits; the server tells of the rest. @param {(id: string) => boolean} isKnown */
  begin(isKnown) {
    this.putAllBack();
    for (const id of this.#waiting.keys()) if (!isKnown(id)) this.#waiting.delete(id);
    this.#isShort = true;
  }

  /** The server has told of all photos that no screen has shown. */
  setComplete() {
    this.#isShort = false;
  }

  /** @param {{index: number, count: number}} screens which of how many screens this is */
  setScreens(screens) {
    this.#screens = screens;
  }

  /**
   * Hear which photos the party's screens have shown.
   * @param {Showing[]} showings in their order
   * @param {number} [lastNo] the number of the newest, also where it is none of these
   */
  hear(showings, lastNo = 0) {
    this.#lastNo = Math.max(this.#lastNo, lastNo);
    for (const { no, id, turn, at } of showings) {
      this.#lastNo = Math.max(this.#lastNo, no);
      this.#serve(turn, { at, isServed: 1, no, id });
      const entry = this.#waiting.get(id);
      if (entry?.isFresh) entry.isElsewhere = true;
      else this.#waiting.delete(id);
    }
    const elsewhere = [...this.#waiting.values()].filter((entry) => entry.isElsewhere).sort(oldestFirst);
    for (const { photo } of elsewhere.slice(0, -MOST_ELSEWHERE)) this.#waiting.delete(photo.id);
  }

  /** Return the positions of the first `most` that no screen has shown, as they come on here. @param {number} most */
  positions(most) {
    const taken = [...this.#taken.values()].filter((entry) => entry.isFresh && !entry.isElsewhere);
    return [...taken.map(({ photo }) => photo), ...this.line(this.behind - taken.length)].slice(0, most).map(({ position }) => position);
  }

  /** Return the next `most` in order; all screens that know the same return the same. @param {number} [most] */
  line(most = Infinity) {
    const fresh = [...this.#waiting.values()].filter(({ isFresh }) => isFresh);
    const first = this.#ordered(fresh.filter((entry) => !entry.isElsewhere), most);
    return [...first, ...this.#ordered(fresh.filter((entry) => entry.isElsewhere), most - first.length)];
  }

  /** Take the photo whose turn it is; null when none waits. @returns {Photo | null} */
  take() {
    const fresh = this.#ready().filter(({ isFresh }) => isFresh);
    const nowhere = fresh.filter((entry) => !entry.isElsewhere);
    const entries = nowhere.length > 0 ? nowhere : fresh;
    const { index, count } = this.#screens;
    if (count < 2 || entries.length <= SPLIT_FROM) return this.#takeOut(this.#ordered(entries, 1)[0]);
    const shared = this.#ordered(entries, count);
    const mine = shared[Math.min(index, shared.length - 1)];
    // The other screens know the same and take the others. What a lost one does not show comes back to all.
    for (const { id } of shared) {
      const entry = this.#waiting.get(id);
      if (entry && id !== mine?.id) entry.notBefore = this.#clock.now() + ASSUMED_MS;
    }
    return this.#takeOut(mine);
  }

  /** Take one that was sent long ago and that no screen has shown; every second time, so that the show goes round. */
  takeOld() {
    this.#isOldsTurn = !this.#isOldsTurn;
    if (!this.#isOldsTurn) return null;
    const old = this.#ready().filter(({ isFresh }) => !isFresh);
    return this.#takeOut(old.sort(oldestFirst)[0]?.photo);
  }

  /** A photo is on now. @param {Photo} photo */
  shown(photo) {
    const waited = this.#taken.get(photo.id) ?? this.#waiting.get(photo.id);
    this.remove(photo.id);
    if (!waited) return;
    this.#unnumbered += 1;
    const no = this.#lastNo + this.#unnumbered * PROVISIONAL;
    this.#serve(turnOf(photo), { at: this.#newest, isServed: 1, no, id: photo.id });
  }

  /** What was taken does not come on yet. @param {string} id */
  putBack(id) {
    const entry = this.#taken.get(id);
    if (!entry) return;
    this.#taken.delete(id);
    this.#waiting.set(id, entry);
  }

  putAllBack() {
    for (const id of [...this.#taken.keys()]) this.putBack(id);
  }

  /**
   * The picture of a photo that was taken did not come. It waits a moment, and goes round with all others after some
   * tries; while the network is away none is counted.
   * @param {string} id
   * @param {boolean} isAway
   */
  missed(id, isAway) {
    const entry = this.#taken.get(id);
    if (!entry) return;
    this.putBack(id);
    entry.notBefore = this.#clock.now() + MISSED_REST_MS;
    if (!isAway) entry.misses += 1;
    if (entry.misses >= MOST_MISSES) this.remove(id);
  }

  /** The network is back. */
  recover() {
    for (const entry of this.#waiting.values()) entry.notBefore = -Infinity;
  }

  #shownNowhere() {
    return [...this.#waiting.values(), ...this.#taken.values()].filter((entry) => entry.isFresh && !entry.isElsewhere);
  }

  #ready() {
    const now = this.#clock.now();
    return [...this.#waiting.values()].filter(({ notBefore }) => notBefore <= now);
  }

  /**
   * @param {Entry[]} entries
   * @param {number} most
   */
  #ordered(entries, most) {
    return inFairOrder(entries.map(({ photo }) => photo), this.#served, this.#newest, most);
  }

  /** @param {Photo | undefined} photo */
  #takeOut(photo) {
    const entry = photo && this.#waiting.get(photo.id);
    if (!entry) return null;
    this.#waiting.delete(entry.photo.id);
    this.#taken.set(entry.photo.id, entry);
    return entry.photo;
  }

  /**
   * @param {string} turn
   * @param {Place} place
   */
  #serve(turn, place) {
    const known = this.#served.get(turn);
    // What was noted here stands until the server has given it a number.
    if (known && known.id !== place.id && isBefore(place, known)) return;
    this.#served.delete(turn);
    this.#served.set(turn, place);
    const [oldest] = this.#served.keys();
    if (this.#served.size > MOST_REMEMBERED && oldest !== undefined) this.#served.delete(oldest);
  }

  /**
   * @param {string} id
   * @param {number} change
   */
  #remember(id, change) {
    const before = this.#done.get(id) ?? -Infinity;
    this.#done.delete(id);
    this.#done.set(id, Math.max(before, change));
    const [oldest] = this.#done.keys();
    if (this.#done.size > MOST_REMEMBERED && oldest !== undefined) this.#done.delete(oldest);
  }

  /** One eager guest gives way before anyone else: the newest of whoever has the most waiting comes another time. */
  #leaveOneOut() {
    /** @type {Map<string, Entry[]>} */
    const guests = new Map();
    for (const entry of this.#waiting.values()) {
      const turn = entry.photo.sender;
      guests.set(turn, [...(guests.get(turn) ?? []), entry]);
    }
    const most = [...guests.values()].sort((one, other) => other.length - one.length)[0] ?? [];
    const left = most.sort(oldestFirst).at(-1);
    if (left) this.#waiting.delete(left.photo.id);
    this.#isShort = true;
  }
}

/**
 * @param {Entry} one
 * @param {Entry} other
 */
function oldestFirst(one, other) {
  return one.photo.position - other.photo.position;
}
