/** Runs the show: new photos come first, then all photos take turns. Whatever fails, something is on. */

import { CLOCK } from "../helpers/clock.js";
import { clipOf, rendition } from "../helpers/photo.js";
import { stayMs } from "./pace.js";
import { Pins } from "./pins.js";
import { Supply } from "./supply.js";

/** @import { Photo, Gone } from "../types.js" */
/** @import { Clock } from "../helpers/clock.js" */
/** @import { Show } from "./show.js" */
/** @import { Turns } from "./turns.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Clip } from "./clip.js" */
/** @import { Clips } from "./clips.js" */

/**
 * The stage is where photos appear, and clips on top of theirs; a plan is what comes next, once its picture is
 * there and it is time.
 * @typedef {{
 *   show: (photo: Photo, image: HTMLImageElement, as: {isNew: boolean}) => void,
 *   play: (video: HTMLVideoElement) => void,
 *   update: (photo: Photo) => void,
 *   forget: (id: string) => void,
 *   leave: () => void,
 *   clear: () => void,
 * }} Stage
 * @typedef {{photo: Photo, isNew: boolean, image: HTMLImageElement | null}} Plan
 * @typedef {{photo: Photo, isNew: boolean, since: number, clip: Clip | null}} Current
 * @typedef {(isNew: boolean) => boolean} Interlude
 */

/** With no other photo to show, look again after this long. */
const LOOK_AGAIN_MS = 5_000;
const HISTORY = 30;

export class Director {
  #show;
  #supply;
  #clips;
  #stage;
  #clock;
  #interlude;
  #turns;
  #pins = new Pins();
  /** @type {Current | null} */
  #current = null;
  /** @type {Plan | null} */
  #plan = null;
  /** @type {any} */
  #timer;
  /** @type {string[]} */
  #history = [];
  #isHurried = false;
  #isPaused = false;
  #isResting = false;

  /**
   * `interlude` is asked before a photo comes on by itself, and tells whether a slide has the wall in its place;
   * `resume` goes on after that.
   * @param {{show: Show, turns: Turns, pictures: Pictures, clips: Clips, stage: Stage, interlude?: Interlude,
   *   clock?: Clock}} options
   */
  constructor({ show, turns, pictures, clips, stage, interlude = () => false, clock = CLOCK }) {
    this.#show = show;
    this.#turns = turns;
    this.#supply = new Supply({ show, pictures, clock });
    this.#clips = clips;
    this.#stage = stage;
    this.#interlude = interlude;
    this.#clock = clock;
  }

  get isPaused() {
    return this.#isPaused;
  }

  /** The id of the next photo, empty while it is not decided. */
  get nextId() {
    return this.#plan?.photo.id ?? "";
  }

  /** Begin, or begin again with a fresh list of photos. @param {Photo[]} photos */
  begin(photos) {
    const firstId = this.#current ? "" : this.nextId;
    this.#show.replaceAll(photos);
    this.#supply.tidy();
    this.#plan = null;
    this.#turns.begin((id) => this.#show.find(id) !== null);
    // What the page before had on may still be loading: it stays the first.
    const first = this.#show.find(firstId);
    if (first) return void this.#prepare({ photo: first, isNew: false, image: null });
    const current = this.#current && this.#show.find(this.#current.photo.id);
    if (current) this.#bringWords(current);
    else this.#leaveStage();
    if (!this.#plan) this.#next();
  }

  /** Take in a photo that was sent or changed. @param {Photo} photo */
  arrive(photo) {
    const what = this.#show.add(photo);
    this.#pins.update(photo);
    if (what === "known") this.#bringWords(photo);
    if (what === "news") this.#turns.add(photo);
    if (!this.#plan || (what === "news" && !this.#plan.isNew)) this.#next();
  }

  /** New photos wait that the feed has not brought. */
  lookAgain() {
    if (!this.#plan?.isNew) this.#next();
  }

  /** Take a photo off everything, at once. @param {Gone} gone */
  leave({ id, change }) {
    this.#show.remove(id, change);
    this.#turns.remove(id, change);
    this.#pins.remove(id);
    this.#stage.forget(id);
    if (this.#plan?.photo.id === id) this.#plan = null;
    if (this.#current?.photo.id === id) this.#leaveStage();
    this.#supply.tidy();
    if (!this.#plan) this.#next();
  }

  /** While the board has the wall: keep nothing of a photo that was taken down. @param {string} id */
  forget(id) {
    this.#pins.remove(id);
    this.#stage.forget(id);
    if (this.#current?.photo.id === id) {
      this.#current = null;
      this.#stage.clear();
    }
    this.#supply.tidy();
  }

  /** Whether anything of a photo is on, comes next or is remembered. @param {string} id */
  holds(id) {
    return this.#current?.photo.id === id || this.#plan?.photo.id === id || this.#pins.has(id);
  }

  /** The network is back: what failed is worth another try. */
  recover() {
    this.#supply.recover();
    this.#turns.recover();
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
    // A step back adds nothing to the history.
    if (this.#current) this.#current.since = -Infinity;
    this.#isHurried = true;
    void this.#prepare({ photo, isNew: false, image: null });
  }

  /** Leave the wall to the board. What is known of the photos stays, and what is on until the board has its first. */
  rest() {
    this.#isResting = true;
    this.#clock.clearTimer(this.#timer);
    this.#clips.forget();
    this.#dropPlan();
    this.#current?.clip?.leave();
    if (this.#current) this.#current.clip = null;
  }

  /** While the board has the wall: its first photos are on. */
  giveWay() {
    this.#current = null;
    this.#stage.leave();
  }

  /** Have the wall again. */
  wake() {
    this.#isResting = false;
    this.#next();
  }

  /** Show a photo now, before all others. @param {Photo} photo */
  showNow(photo) {
    if (this.#current?.photo.id === photo.id) return;
    this.#isHurried = true;
    void this.#prepare({ photo, isNew: false, image: null });
  }

  /** Let these photos come again and again. @param {Photo[]} photos */
  pin(photos) {
    for (const photo of photos) if (!this.#show.find(photo.id)) this.#show.addOlder([photo]);
    this.#pins.set(photos);
  }

  pause() {
    this.#isPaused = true;
    this.#clock.clearTimer(this.#timer);
    this.#current?.clip?.pause();
  }

  resume() {
    this.#isPaused = false;
    this.#current?.clip?.play();
    this.#proceed();
  }

  #proceed() {
    if (this.#plan) this.#schedule();
    else this.#next();
  }

  #next() {
    if (this.#isResting) return;
    this.#dropPlan();
    const arrival = this.#turns.take();
    const current = this.#current?.photo.id ?? null;
    const photo = arrival ?? this.#pins.take(current) ?? this.#turns.takeOld() ?? this.#supply.pick(current);
    this.#clock.clearTimer(this.#timer);
    this.#clips.forget();
    if (photo) void this.#prepare({ photo, isNew: arrival !== null, image: null });
    else if (this.#show.size > (this.#current ? 1 : 0)) {
      this.#timer = this.#clock.setTimer(() => this.#next(), LOOK_AGAIN_MS);
    }
  }

  /** @param {Plan} plan */
  async #prepare(plan) {
    this.#dropPlan(plan.photo.id);
    this.#plan = plan;
    // Add it to the show now, so that a takedown finds it.
    if (!this.#show.find(plan.photo.id)) this.#show.addOlder([plan.photo]);
    this.#clock.clearTimer(this.#timer);
    const image = await this.#supply.load(plan.photo);
    if (this.#plan !== plan) return; // something else comes next by now
    plan.image = image;
    if (!image) {
      this.#turns.missed(plan.photo.id, this.#supply.isAway);
      return this.#next();
    }
    this.#clips.fetchAhead(plan.photo);
    this.#schedule();
  }

  /** Put the planned photo back into the queue, unless it is this one. @param {string} [but] */
  #dropPlan(but = "") {
    if (this.#plan && this.#plan.photo.id !== but) this.#turns.putBack(this.#plan.photo.id);
    this.#plan = null;
  }

  #schedule() {
    this.#clock.clearTimer(this.#timer);
    if (!this.#plan?.image || (this.#isPaused && this.#current && !this.#isHurried)) return;
    const current = this.#current && { ...this.#current, clip: this.#current.clip?.state ?? null };
    const stay = this.#isHurried ? 0 : stayMs(current, this.#plan, this.#turns.size - (this.#plan.isNew ? 1 : 0));
    if (stay === Infinity) return; // the end of the clip calls again
    const wait = Math.max(0, stay - (this.#clock.now() - (this.#current?.since ?? 0)));
    if (wait > 0) this.#timer = this.#clock.setTimer(() => this.#schedule(), wait);
    else if (this.#current && !this.#isHurried && this.#interlude(this.#plan.isNew)) {
      // A new photo whose picture failed at first need not wait for the end of the slide.
      if (!this.#plan.isNew && this.#turns.size > 0) this.#timer = this.#clock.setTimer(() => this.#next(), LOOK_AGAIN_MS);
    } else this.#raise(this.#plan, this.#plan.image);
  }

  /**
   * @param {Plan} plan
   * @param {HTMLImageElement} image
   */
  #raise({ photo, isNew }, image) {
    if (this.#current && this.#current.since > -Infinity) this.#history.push(this.#current.photo.id);
    if (this.#history.length > HISTORY) this.#history.shift();
    this.#current?.clip?.leave();
    this.#current = { photo, isNew, since: this.#clock.now(), clip: null };
    this.#isHurried = false;
    this.#show.shown(photo.id);
    this.#turns.shown(photo);
    this.#plan = null;
    this.#stage.show(photo, image, { isNew });
    this.#play(this.#current);
    this.#next();
    this.#supply.fetchAhead();
  }

  /**
   * Play the clip of the photo that is on, over its picture; the show goes on when it is over.
   * @param {Current} current
   */
  #play(current) {
    const clip = this.#clips.take(current.photo);
    if (!clip) return;
    current.clip = clip;
    this.#stage.play(clip.video);
    clip.play(() => this.#schedule());
    if (this.#isPaused) clip.pause();
  }

  #leaveStage() {
    this.#current?.clip?.leave();
    this.#current = null;
    this.#stage.clear();
    if (this.#plan?.image) this.#schedule();
    if (this.#plan?.isNew) return;
    // A loaded photo fills the empty screen. One that is still loading has time.
    const photo = this.#supply.pickLoaded(null);
    if (photo && !this.#current) void this.#prepare({ photo, isNew: false, image: null });
  }

  /**
   * Show the new picture of the photo that is on, once it is there; the old one stays until then.
   * @param {Current} current
   */
  async #bringPicture(current) {
    const { photo, isNew } = current;
    const image = await this.#supply.load(photo);
    if (image && this.#current === current && current.photo === photo) this.#stage.show(photo, image, { isNew });
  }

  /** @param {Photo} photo */
  #bringWords(photo) {
    this.#turns.update(photo);
    if (this.#plan?.photo.id === photo.id) {
      const wasEdited = isEdited(this.#plan.photo, photo);
      this.#plan.photo = photo;
      // The parts that were cropped away must not be seen again.
      if (wasEdited) void this.#prepare({ ...this.#plan, image: null });
    }
    if (this.#current?.photo.id !== photo.id) return;
    const wasEdited = isEdited(this.#current.photo, photo);
    this.#current.photo = photo;
    this.#stage.update(photo);
    if (wasEdited && !this.#current.clip) void this.#bringPicture(this.#current);
    // A clip waits for its photo's next turn, unless there is nothing else to take turns with.
    if (this.#show.size === 1 && !this.#current.clip && clipOf(photo)) this.#play(this.#current);
  }
}

/**
 * Whether a photo's picture is another one now, and not the same from a better original.
 * @param {Photo} before
 * @param {Photo} now
 */
function isEdited(before, now) {
  const [old, young] = [before, now].map((photo) => rendition(photo, "wall")?.url);
  return old !== young && before.original === now.original;
}
