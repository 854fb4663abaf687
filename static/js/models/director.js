/** Runs the show: a new photo takes the screen, then the show goes round; whatever fails, something is on. */

import { Arrivals } from "./arrivals.js";
import { Misses } from "./misses.js";

/** @import { Photo } from "../types.js" */
/** @import { Show } from "./show.js" */
/** @import { Pictures } from "./pictures.js" */

/**
 * The stage is where photos appear; a plan is what comes next, as soon as its picture is there and it is time.
 * @typedef {{
 *   show: (photo: Photo, image: HTMLImageElement, as: {isNew: boolean}) => void,
 *   update: (photo: Photo) => void,
 *   clear: () => void,
 * }} Stage
 * @typedef {{photo: Photo, isNew: boolean, image: HTMLImageElement | null}} Plan
 * @typedef {{now: () => number, setTimer: (callback: () => void, ms: number) => any,
 *   clearTimer: (timer: any) => void}} Clock
 */

/** How long a photo stays: when the show goes round, when it is new, and when other new ones wait. */
export const STAY_MS = 9_000;
export const NEW_STAY_MS = 11_000;
const NEW_STAY_LEAST_MS = 2_500;
const NEW_STAY_MOST_MS = 6_000;
/** What all waiting ones together may take, as far as the least lets them. */
const NEW_STAY_SHARED_MS = 24_000;
/** With nothing to change to, look again after so long. */
const LOOK_AGAIN_MS = 5_000;
/** Pictures that are fetched ahead, so that the wall can go round when the network goes. */
const FETCHED_AHEAD = 12;
const HISTORY = 30;

/** @type {Clock} */
const CLOCK = {
  now: () => Date.now(),
  setTimer: (callback, ms) => setTimeout(callback, ms),
  clearTimer: (timer) => clearTimeout(timer),
};

export class Director {
  #show;
  #pictures;
  #stage;
  #clock;
  #arrivals = new Arrivals();
  #misses;
  /** @type {{photo: Photo, isNew: boolean, since: number} | null} */
  #current = null;
  /** @type {Plan | null} */
  #plan = null;
  /** @type {any} */
  #timer;
  /** @type {string[]} */
  #history = [];
  #isHurried = false;
  #isPaused = false;

  /** @param {{show: Show, pictures: Pictures, stage: Stage, clock?: Clock}} options */
  constructor({ show, pictures, stage, clock = CLOCK }) {
    this.#show = show;
    this.#pictures = pictures;
    this.#stage = stage;
    this.#clock = clock;
    this.#misses = new Misses(clock);
  }

  get isPaused() {
    return this.#isPaused;
  }

  /** Begin, or begin again with a fresh list of photos. @param {Photo[]} photos */
  begin(photos) {
    this.#show.replaceAll(photos);
    this.#arrivals.clear();
    this.#plan = null;
    const current = this.#current && this.#show.find(this.#current.photo.id);
    if (current) this.#bringWords(current);
    else this.#leaveStage();
    if (!this.#plan) this.#next();
  }

  /** Take in a photo that was sent or changed. @param {Photo} photo */
  arrive(photo) {
    const what = this.#show.add(photo);
    if (what === "known") this.#bringWords(photo);
    if (what === "news") this.#arrivals.add(photo);
    if (!this.#plan || (what === "news" && !this.#plan.isNew)) this.#next();
  }

  /** Take a photo off everything, at once. @param {string} id */
  leave(id) {
    this.#show.remove(id);
    this.#arrivals.remove(id);
    if (this.#plan?.photo.id === id) this.#plan = null;
    if (this.#current?.photo.id === id) this.#leaveStage();
    this.#pictures.drop(id);
    if (!this.#plan) this.#next();
  }

  /** The network is back: what failed is worth another try. */
  recover() {
    this.#misses.clear();
    if (!this.#plan) this.#next();
  }

  forward() {
    this.#isHurried = true;
    this.#proceed();
  }

  back() {
    /** @type {Photo | null} */
    let photo = null;
    while (!photo && this.#history.length > 0) photo = this.#show.find(this.#history.pop() ?? "");
    if (!photo) return;
    if (this.#plan?.isNew) this.#arrivals.add(this.#plan.photo);
    // Going back is not a step to come back to.
    if (this.#current) this.#current.since = -Infinity;
    this.#isHurried = true;
    this.#prepare({ photo, isNew: false, image: null });
  }

  pause() {
    this.#isPaused = true;
    this.#clock.clearTimer(this.#timer);
  }

  resume() {
    this.#isPaused = false;
    this.#proceed();
  }

  #proceed() {
    if (this.#plan) this.#schedule();
    else this.#next();
  }

  #next() {
    const arrival = this.#arrivals.take();
    const photo = arrival ?? this.#choose();
    this.#plan = null;
    this.#clock.clearTimer(this.#timer);
    if (photo) this.#prepare({ photo, isNew: arrival !== null, image: null });
    else if (this.#show.size > (this.#current ? 1 : 0)) {
      this.#timer = this.#clock.setTimer(() => this.#next(), LOOK_AGAIN_MS);
    }
  }

  /** @returns {Photo | null} */
  #choose() {
    const current = this.#current?.photo.id ?? null;
    if (this.#misses.isAway) return this.#show.pick({ current, isPossible: this.#isLoaded });
    return this.#show.pick({ current, isPossible: ({ id }) => !this.#misses.has(id) });
  }

  /** @param {Photo} photo */
  #isLoaded = (photo) => this.#pictures.loaded(photo) !== null;

  /** @param {Plan} plan */
  #prepare(plan) {
    this.#plan = plan;
    this.#clock.clearTimer(this.#timer);
    const wasLoaded = this.#isLoaded(plan.photo);
    this.#pictures.load(plan.photo).then(
      (image) => {
        if (!wasLoaded) this.#misses.clear();
        if (this.#plan !== plan) return;
        plan.image = image;
        this.#schedule();
      },
      () => {
        if (this.#plan !== plan) return;
        this.#misses.add(plan.photo.id);
        this.#next();
      },
    );
  }

  #schedule() {
    this.#clock.clearTimer(this.#timer);
    if (!this.#plan?.image || (this.#isPaused && this.#current && !this.#isHurried)) return;
    const since = this.#current ? this.#clock.now() - this.#current.since : Infinity;
    const wait = this.#isHurried ? 0 : Math.max(0, this.#stayMs(this.#plan) - since);
    if (wait === 0) this.#raise(this.#plan, this.#plan.image);
    else this.#timer = this.#clock.setTimer(() => this.#schedule(), wait);
  }

  /** Return how long the present photo stays before `plan` follows. @param {Plan} plan */
  #stayMs(plan) {
    if (!this.#current?.isNew) return plan.isNew ? 0 : STAY_MS;
    if (!plan.isNew) return NEW_STAY_MS;
    const shared = NEW_STAY_SHARED_MS / (this.#arrivals.size + 2);
    return Math.min(NEW_STAY_MOST_MS, Math.max(NEW_STAY_LEAST_MS, shared));
  }

  /**
   * @param {Plan} plan
   * @param {HTMLImageElement} image
   */
  #raise({ photo, isNew }, image) {
    if (this.#current && this.#current.since > -Infinity) this.#history.push(this.#current.photo.id);
    if (this.#history.length > HISTORY) this.#history.shift();
    this.#current = { photo, isNew, since: this.#clock.now() };
    this.#isHurried = false;
    this.#show.shown(photo.id);
    this.#stage.show(photo, image, { isNew });
    this.#next();
    this.#fetchAhead();
  }

  #leaveStage() {
    this.#current = null;
    this.#stage.clear();
    if (this.#plan?.image) this.#schedule();
    if (this.#plan?.isNew) return;
    // What is loaded takes the empty place; what is still on its way has time.
    const photo = this.#show.pick({ isPossible: this.#isLoaded });
    if (photo && !this.#current) this.#prepare({ photo, isNew: false, image: null });
  }

  /** @param {Photo} photo */
  #bringWords(photo) {
    this.#arrivals.update(photo);
    if (this.#plan?.photo.id === photo.id) this.#plan.photo = photo;
    if (this.#current?.photo.id !== photo.id) return;
    this.#current.photo = photo;
    this.#stage.update(photo);
  }

  #fetchAhead() {
    if (this.#misses.isAway || this.#pictures.size >= FETCHED_AHEAD) return;
    const photo = this.#show.photos.find((photo) => !this.#isLoaded(photo) && !this.#misses.has(photo.id));
    // A failure here says nothing yet: the photo is tried again when its turn comes.
    if (photo) this.#pictures.load(photo).catch(() => {});
  }
}
