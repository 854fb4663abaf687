/**
 * Runs a wall of several photos: a new photo has the next place, then the show goes round. As the director it takes
 * photos from the show, and whatever fails, something is on.
 */

import { CLOCK } from "../helpers/clock.js";
import { BoardChoice } from "./board_choice.js";
import { cropped, shapeOf } from "./layouts/cell.js";
import { Replay } from "./replay.js";

/** @import { Photo, Gone } from "../types.js" */
/** @import { Clock } from "../helpers/clock.js" */
/** @import { Show } from "./show.js" */
/** @import { Interlude } from "./director.js" */
/** @import { Turns } from "./turns.js" */
/** @import { Cell, Layout, Shape, Size } from "./layouts/cell.js" */

/**
 * Where the photos appear. `load` brings a photo's picture for a box of so many CSS pixels, and answers whether it
 * came; `isKept` tells whether it comes without a server; `lay` shows exactly these cells, whose pictures were loaded.
 * @typedef {{size: () => Size, load: (photo: Photo, box: Size) => Promise<boolean>, isKept: (photo: Photo) => boolean,
 *   lay: (cells: {cell: Cell, photo: Photo, isNew: boolean}[]) => void, write: (photo: Photo) => void}} BoardView
 */

/** While others wait, a new photo stays at least this long. */
export const NEW_EVERY_MS = 1_800;
/** Without another photo, or if no picture loads, look again after this long. */
const LOOK_AGAIN_MS = 4_000;
const HISTORY = 20;

export class Board {
  #show;
  #view;
  #clock;
  #interlude;
  #turns;
  #choice;
  #replay;
  /** @type {Layout | null} */
  #layout = null;
  #minutes = 20;
  /** @type {Photo[]} */
  #on = [];
  /** When each photo came on. @type {Map<string, number>} */
  #since = new Map();
  /** @type {string[][]} */
  #history = [];
  #newest = "";
  #isPaused = false;
  #isBusy = false;
  #changedAt = -Infinity;
  /** @type {any} */
  #timer;

  /**
   * `interlude` is asked before a photo comes on by itself, and tells whether a slide has the wall in its place;
   * `resume` goes on after that.
   * @param {{show: Show, turns: Turns, view: BoardView, fetchAll: () => Promise<Photo[] | null>, interlude?: Interlude,
   *   clock?: Clock}} options
   */
  constructor({ show, turns, view, fetchAll, interlude = () => false, clock = CLOCK }) {
    this.#show = show;
    this.#turns = turns;
    this.#view = view;
    this.#replay = new Replay({ fetchAll, isGone: (photo) => show.isGone(photo) });
    this.#interlude = interlude;
    this.#clock = clock;
    this.#choice = new BoardChoice({ show, turns, isKept: (photo) => view.isKept(photo), clock });
  }

  /** The id of the photo that came on last, empty for none. */
  get newest() {
    return this.#newest;
  }

  /** The ids of all that is on. */
  get ids() {
    return this.#ids;
  }

  get #ids() {
    return this.#on.map(({ id }) => id);
  }

  get #isReplay() {
    return this.#layout?.name === "timeline";
  }

  /**
   * Begin with a layout, or with another one; what is on stays until the first of it is there.
   * @param {Layout} layout
   * @param {number} minutes how long a replay of the night takes
   */
  async start(layout, minutes) {
    this.#minutes = minutes;
    if (this.#layout?.name === layout.name) return;
    this.#stop();
    const isFirst = this.#layout === null;
    this.#layout = layout;
    this.#on = isFirst ? [] : this.#on;
    this.#replay.end();
    if (this.#isReplay) {
      this.#replay.rewind();
      this.#replay.begin(this.#show.photos);
      this.#on = [];
    }
    await this.#fill();
  }

  /** Leave the wall to the director. What is on stays until its first photo is there. */
  end() {
    this.#stop();
    this.#replay.end();
    this.#layout = null;
    this.#on = [];
    this.#newest = "";
    this.#since.clear();
  }

  /** Begin again with a fresh list of photos. @param {Photo[]} photos */
  begin(photos) {
    this.#show.replaceAll(photos);
    if (this.#isReplay) this.#replay.begin(this.#show.photos);
    this.#turns.begin((id) => this.#show.find(id) !== null);
    this.#on = this.#on.flatMap((photo) => this.#show.find(photo.id) ?? []);
    this.#lay();
    void this.#fill();
  }

  /** Take in a photo that was sent or changed. @param {Photo} photo */
  arrive(photo) {
    const what = this.#show.add(photo);
    if (this.#isReplay) this.#replay.add(photo);
    this.#choice.pins.update(photo);
    this.#turns.update(photo);
    if (this.#on.some(({ id }) => id === photo.id)) {
      this.#on = this.#on.map((other) => (other.id === photo.id ? photo : other));
      this.#view.write(photo);
    } else if (what === "news") {
      this.#turns.add(photo);
      this.#schedule();
    } else if (this.#on.length === 0) void this.#fill();
  }

  /** New photos wait that the feed has not brought. */
  lookAgain() {
    this.#schedule();
  }

  /** Take a photo off everything, at once. @param {Gone} gone */
  leave({ id, change }) {
    this.#show.remove(id, change);
    this.#turns.remove(id, change);
    this.#choice.pins.remove(id);
    this.#replay.remove(id);
    this.#since.delete(id);
    if (this.#newest === id) this.#newest = "";
    if (!this.#on.some((photo) => photo.id === id)) return;
    this.#on = this.#on.filter((photo) => photo.id !== id);
    this.#lay();
    void this.#fill();
  }

  /** While the director has the wall: keep nothing of a photo that was taken down. @param {string} id */
  forget(id) {
    this.#choice.pins.remove(id);
    this.#replay.remove(id);
  }

  /** Whether anything of a photo is on or is remembered. @param {string} id */
  holds(id) {
    return this.#on.some((photo) => photo.id === id) || this.#choice.pins.has(id) || this.#replay.has(id);
  }

  /** The network is back. */
  recover() {
    this.#choice.recover();
    void this.#replay.complete();
    if (this.#on.length === 0) void this.#fill();
    else this.#schedule();
  }

  forward() {
    void this.#turn();
  }

  back() {
    const before = this.#history.pop();
    if (!before) return;
    const on = before.flatMap((id) => this.#show.find(id) ?? []);
    if (on.length > 0) void this.#bring(on, "", false);
  }

  pause() {
    this.#isPaused = true;
    this.#stop();
  }

  resume() {
    this.#isPaused = false;
    this.#schedule();
  }

  /** @param {Photo} photo */
  showNow(photo) {
    if (!this.#show.find(photo.id)) this.#show.addOlder([photo]);
    void this.#turn(photo);
  }

  /** @param {Photo[]} photos */
  pin(photos) {
    for (const photo of photos) if (!this.#show.find(photo.id)) this.#show.addOlder([photo]);
    this.#choice.pins.set(photos);
  }

  /** The screen has another size. */
  resized() {
    this.#lay();
  }

  #stop() {
    this.#clock.clearTimer(this.#timer);
  }

  /** Put on as many as there is room for, all at once. */
  async #fill() {
    const layout = this.#layout;
    if (!layout || this.#isBusy) return this.#schedule();
    const count = layout.count(this.#view.size(), this.#show.size);
    // Choose them one after another, each perhaps with partners.
    if (count === 1) return this.#on.length === 0 ? this.#turn() : this.#schedule();
    const wanted = [...this.#on].slice(-Math.max(1, count));
    while (wanted.length < count) {
      const photo = this.#pick(new Set(wanted.map(({ id }) => id)));
      if (!photo) break;
      this.#show.shown(photo.id);
      wanted.push(photo);
    }
    const isOn = wanted.length > 0 && (await this.#bring(this.#composed(wanted), wanted.at(-1)?.id ?? "", false));
    this.#schedule(isOn ? 0 : LOOK_AGAIN_MS);
  }

  /**
   * Let the layout place the chosen photos as if they had come one after another.
   * @param {Photo[]} wanted
   */
  #composed(wanted) {
    const size = this.#view.size();
    /** @type {Shape[]} */
    let on = [];
    for (const photo of wanted) on = this.#layout?.place(on, shapeOf(photo), size, () => 0) ?? [];
    return on.flatMap(({ id }) => wanted.find((photo) => photo.id === id) ?? []);
  }

  /** Put one more photo on: the one that is given, a new one, or the next. @param {Photo} [given] */
  async #turn(given) {
    const layout = this.#layout;
    if (!layout || this.#isBusy) return;
    this.#stop();
    const size = this.#view.size();
    const arrival = given ? null : this.#choice.arrival();
    const on = new Set(this.#ids);
    const photo = given ?? arrival ?? this.#choice.waiting(this.#newest) ?? this.#pick(this.#isReplay ? new Set() : on);
    if (!photo || (on.has(photo.id) && on.size <= 1)) return this.#schedule(LOOK_AGAIN_MS);
    // Add it to the show now, so that a takedown finds it.
    if (!this.#show.find(photo.id)) this.#show.addOlder([photo]);
    const shape = shapeOf(photo);
    const rest = this.#on.filter(({ id }) => id !== photo.id).map(shapeOf);
    const placed = layout.place(rest, shape, size, (id) => this.#since.get(id) ?? 0);
    const partners = this.#choice.partnersOf(photo, on, layout, size);
    placed.push(...partners.map(shapeOf));
    const known = [...this.#on, photo, ...partners];
    const next = placed.flatMap(({ id }) => known.find((one) => one.id === id) ?? []);
    const isOn = await this.#bring(next, photo.id, arrival !== null);
    if (isOn) {
      this.#choice.came();
      this.#show.shown(photo.id);
      for (const partner of partners) this.#show.shown(partner.id);
    } else if (this.#layout !== layout) this.#turns.putBack(photo.id);
    else this.#choice.missed(photo.id);
    // A failed picture is tried again later, not at once and in a loop.
    this.#schedule(isOn ? 0 : LOOK_AGAIN_MS);
  }

  /**
   * Load missing pictures and lay the photos out. False if the new photo's picture did not load.
   * @param {Photo[]} wanted
   * @param {string} newest
   * @param {boolean} isNew
   */
  async #bring(wanted, newest, isNew) {
    const layout = this.#layout;
    if (!layout) return false;
    this.#isBusy = true;
    const boxes = new Map(layout.cells(wanted.map(shapeOf), this.#view.size()).map((cell) => [cell.id, cell]));
    const known = new Set(this.#ids);
    const came = await Promise.all(
      wanted.map(async (photo) => {
        const box = boxes.get(photo.id);
        return (known.has(photo.id) && !box) || !box || (await this.#view.load(photo, box)) ? photo : null;
      }),
    );
    this.#isBusy = false;
    // Meanwhile a photo may have been taken down or changed, or another layout chosen.
    const on = came.flatMap((photo) => (photo && this.#show.find(photo.id)) ?? []);
    if (this.#layout !== layout || on.length === 0 || (newest && !on.some(({ id }) => id === newest) && this.#on.length > 0)) {
      return false;
    }
    if (this.#on.length > 0) this.#history = [...this.#history, this.#ids].slice(-HISTORY);
    const now = this.#clock.now();
    for (const photo of on) {
      if (known.has(photo.id)) continue;
      this.#since.set(photo.id, now);
      this.#turns.shown(photo);
    }
    for (const id of this.#since.keys()) if (!on.some((photo) => photo.id === id)) this.#since.delete(id);
    this.#on = on;
    this.#newest = newest || this.#newest;
    this.#changedAt = now;
    this.#lay(isNew ? newest : "");
    return true;
  }

  /** @param {string} [fresh] the id of a photo that has just been sent */
  #lay(fresh = "") {
    const shapes = this.#on.map(shapeOf);
    const cells = cropped(this.#layout?.cells(shapes, this.#view.size()) ?? [], shapes);
    this.#view.lay(
      cells.flatMap((cell) => {
        const photo = this.#on.find(({ id }) => id === cell.id);
        return photo ? [{ cell, photo, isNew: photo.id === fresh }] : [];
      }),
    );
  }

  /** @param {Set<string>} taken */
  #pick(taken) {
    return this.#isReplay ? this.#replay.next(this.#minutes, this.#choice.comes) : this.#choice.pick(taken);
  }

  /** @param {number} [least] */
  #schedule(least = 0) {
    this.#stop();
    const layout = this.#layout;
    if (!layout || this.#isPaused || this.#isBusy) return;
    const usual = this.#isReplay ? this.#replay.stayMs(this.#minutes) : layout.stayMs;
    const stay = this.#turns.size > 0 ? Math.min(usual, NEW_EVERY_MS) : Math.max(usual, least);
    const wait = Math.max(0, stay - (this.#clock.now() - this.#changedAt));
    this.#timer = this.#clock.setTimer(() => {
      if (this.#on.length === 0) void this.#fill();
      else if (!this.#interlude(this.#turns.size > 0)) void this.#turn();
    }, Math.max(wait, this.#on.length === 0 ? LOOK_AGAIN_MS : 0, least));
  }
}
