/** The host's slides on this wall: when one comes, how long it stays, and what ends it. */

import { CLOCK } from "../helpers/clock.js";

/** @import { Clock } from "../helpers/clock.js" */

/**
 * A slide as the server tells it. Moments are ISO 8601, empty for none; `at` is what a countdown counts to.
 * @typedef {{id: string, version: number, kind: "text" | "code" | "countdown" | "number" | "picture" | "task", title: string,
 *   words: string, at: string, from: string, until: string, every: number, seconds: number, is_on: boolean, photo: string}} Slide
 * @typedef {{photos: number, guests: number, task: string}} Numbers
 * @typedef {{show: (slide: Slide) => void, hide: () => void, canShow?: (slide: Slide) => boolean}} SlideView
 */

/** The longest that a new photo waits for a slide. */
export const LEAST_MS = 4_000;
/** Without changing photos, this much time counts as one photo. */
export const IDLE_MS = 10_000;

export class Slides {
  #view;
  #onDone;
  #clock;
  /** @type {Slide[]} */
  #slides = [];
  /** The number of photos since each slide was on. @type {Map<string, number>} */
  #since = new Map();
  /** How far this screen's clock is ahead of the server's. */
  #aheadMs = 0;
  /** @type {Slide | null} */
  #on = null;
  #beganAt = 0;
  #endsAt = 0;
  /** The remaining time of a paused slide, null while it runs. @type {number | null} */
  #leftMs = null;
  /** A new photo waits for the slide to leave. */
  #isAwaited = false;
  /** There is a photo between two slides. */
  #isAfterSlide = false;
  #hasBegun = false;
  /** @type {any} */
  #timer;
  /** @type {any} */
  #idle;

  /** `onDone` hears that a slide has left by itself. @param {{view: SlideView, onDone: () => void, clock?: Clock}} options */
  constructor({ view, onDone, clock = CLOCK }) {
    this.#view = view;
    this.#onDone = onDone;
    this.#clock = clock;
  }

  get isOn() {
    return this.#on !== null;
  }

  /** The server's time in ms since 1970. */
  now() {
    return this.#clock.now() - this.#aheadMs;
  }

  /** @param {number} serverMs */
  hearTime(serverMs) {
    this.#aheadMs = this.#clock.now() - serverMs;
  }

  /** Set the current slides. An added or changed one comes next. @param {Slide[]} slides */
  set(slides) {
    const known = new Map(this.#slides.map((slide) => [slide.id, slide.version]));
    for (const { id, version, every } of slides) {
      if (this.#hasBegun && known.get(id) !== version) this.#since.set(id, every);
      else if (!this.#since.has(id)) this.#since.set(id, 0);
    }
    for (const id of this.#since.keys()) if (!slides.some((slide) => slide.id === id)) this.#since.delete(id);
    this.#slides = slides;
    this.#hasBegun = true;
    const on = this.#on && slides.find(({ id }) => id === this.#on?.id);
    if (this.#on && !on) this.#end();
    else if (on && on.version !== this.#on?.version) this.#start(on);
    this.#waitIdle();
  }

  /**
   * The show is about to bring a photo on: tell whether a slide has the wall in its place. The show asks again
   * after `onDone`.
   * @param {boolean} isNew whether that photo has just been sent
   * @returns {boolean}
   */
  takes(isNew) {
    if (this.#on) {
      if (!isNew) return true;
      if (this.#clock.now() - this.#beganAt < LEAST_MS) {
        this.#isAwaited = true;
        this.#endsAt = Math.min(this.#endsAt, this.#beganAt + this.#mostMs);
        this.#schedule();
        return true;
      }
      this.#leave();
    } else {
      const slide = this.#isAfterSlide ? null : this.#due();
      if (slide) {
        this.#isAwaited = isNew;
        this.#start(slide);
        return true;
      }
    }
    this.#count();
    this.#waitIdle();
    return false;
  }

  /** Somebody shows a photo by hand now. */
  cut() {
    if (this.#on) this.#leave();
    this.#isAfterSlide = false;
    this.#waitIdle();
  }

  pause() {
    if (this.#leftMs !== null) return;
    this.#clock.clearTimer(this.#timer);
    this.#clock.clearTimer(this.#idle);
    this.#leftMs = this.#on ? Math.max(0, this.#endsAt - this.#clock.now()) : 0;
  }

  resume() {
    if (this.#leftMs === null) return;
    if (this.#on) this.#endsAt = this.#clock.now() + this.#leftMs;
    this.#leftMs = null;
    if (this.#on) this.#schedule();
    this.#waitIdle();
  }

  #count() {
    this.#isAfterSlide = false;
    for (const [id, count] of this.#since) this.#since.set(id, count + 1);
  }

  /** Return the slide that is most overdue by its own interval. Of equals, the first. */
  #due() {
    const now = this.now();
    /** @type {Slide | null} */
    let longest = null;
    let most = 0;
    for (const slide of this.#slides) {
      const share = (this.#since.get(slide.id) ?? 0) / slide.every;
      if (share < 1 || share <= most || !isOnAt(slide, now)) continue;
      // If every task is solved, the slide has nothing to ask for.
      if (this.#view.canShow?.(slide) === false) continue;
      longest = slide;
      most = share;
    }
    return longest;
  }

  /** @param {Slide} slide */
  #start(slide) {
    this.#clock.clearTimer(this.#idle);
    this.#on = slide;
    this.#since.set(slide.id, 0);
    this.#beganAt = this.#clock.now();
    this.#endsAt = this.#beganAt + Math.min(slide.seconds * 1000, overIn(slide, this.now()), this.#mostMs);
    if (this.#leftMs !== null) this.#leftMs = this.#endsAt - this.#beganAt;
    this.#view.show(slide);
    this.#schedule();
  }

  /** With a new photo waiting, a slide leaves as soon as it could be read. */
  get #mostMs() {
    return this.#isAwaited ? LEAST_MS : Infinity;
  }

  #schedule() {
    this.#clock.clearTimer(this.#timer);
    if (this.#leftMs === null) this.#timer = this.#clock.setTimer(() => this.#end(), Math.max(0, this.#endsAt - this.#clock.now()));
  }

  #end() {
    this.#leave();
    this.#waitIdle();
    this.#onDone();
  }

  #leave() {
    this.#clock.clearTimer(this.#timer);
    this.#on = null;
    this.#isAwaited = false;
    this.#isAfterSlide = true;
    this.#view.hide();
  }

  /** With at most one photo, none follows another. The slides must come by time. */
  #waitIdle() {
    this.#clock.clearTimer(this.#idle);
    if (this.#on || this.#leftMs !== null || this.#slides.length === 0) return;
    this.#idle = this.#clock.setTimer(() => {
      this.#count();
      const slide = this.#due();
      if (slide) this.#start(slide);
      else this.#waitIdle();
    }, IDLE_MS);
  }
}

/**
 * @param {Slide} slide
 * @param {number} now
 */
function isOnAt({ from, until, at, kind }, now) {
  if (from && now < Date.parse(from)) return false;
  if (until && now >= Date.parse(until)) return false;
  return kind !== "countdown" || now < Date.parse(at);
}

/**
 * Return in how many ms a slide is over for good. A countdown at zero still has its seconds on the wall.
 * @param {Slide} slide
 * @param {number} now
 */
function overIn({ until }, now) {
  return until ? Math.max(0, Date.parse(until) - now) : Infinity;
}
