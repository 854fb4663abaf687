/** Gives the wall to the director, which shows one photo at a time, or to the board with several. */

import { NEW_EVERY_MS } from "../models/board.js";
import { layoutNamed } from "../models/layouts/all.js";
import { turnMs } from "../models/pace.js";

/** @import { Photo, Gone } from "../types.js" */
/** @import { Board } from "../models/board.js" */
/** @import { Director } from "../models/director.js" */
/** @import { Slides } from "../models/slides.js" */
/** @import { WallBoard } from "./wall_board.js" */

export class WallShow {
  #root;
  #director;
  #board;
  #view;
  #slides;
  #isBoard = false;
  /** What had the wall before is still on. */
  #isChanging = false;
  #isPaused = false;
  /** @type {Photo[]} */
  #pinned = [];

  /**
   * @param {HTMLElement} root
   * @param {{director: Director, board: Board, view: WallBoard, slides: Slides}} parts
   */
  constructor(root, { director, board, view, slides }) {
    this.#root = root;
    this.#director = director;
    this.#board = board;
    this.#view = view;
    this.#slides = slides;
  }

  /**
   * Change the layout, while it runs: what is on stays until the first of the new one is there.
   * @param {string} name
   * @param {number} minutes
   */
  async setLayout(name, minutes) {
    const layout = layoutNamed(name);
    const wasBoard = this.#isBoard;
    this.#isBoard = layout !== null;
    this.#isChanging ||= wasBoard !== this.#isBoard;
    if (layout) {
      if (!wasBoard) this.#director.rest();
      this.#board.pin(this.#pinned);
      await this.#board.start(layout, minutes);
    } else if (wasBoard) {
      this.#board.end();
      this.#director.wake();
    }
    // The new owner of the wall was not told of recent decisions.
    if (this.#isPaused) this.#active.pause();
    else this.#active.resume();
    this.#root.dataset.layout = layout ? layout.name : "one";
  }

  /** Something else is on. What had the wall before gives way to the first photo of what has it now. */
  changed() {
    if (this.#isBoard ? this.#board.ids.length > 0 : this.#root.dataset.photo) this.#giveWay();
  }

  #giveWay() {
    if (!this.#isChanging) return;
    this.#isChanging = false;
    if (this.#isBoard) this.#director.giveWay();
    else this.#view.leave();
  }

  /** @returns {Director | Board} */
  get #active() {
    return this.#isBoard ? this.#board : this.#director;
  }

  /** @returns {Director | Board} */
  get #resting() {
    return this.#isBoard ? this.#director : this.#board;
  }

  get isPaused() {
    return this.#isPaused;
  }

  /** The id of the photo that came on last; empty for none. */
  get shows() {
    return this.#isBoard ? this.#board.newest : (this.#root.dataset.photo ?? "");
  }

  /** The ids of what a board shows beside it. */
  get beside() {
    return this.#isBoard ? this.#board.ids.filter((id) => id !== this.#board.newest) : [];
  }

  /** The ids of all that is on. */
  get ids() {
    return [this.shows, ...this.beside].filter((id) => id !== "");
  }

  get nextId() {
    return this.#isBoard ? "" : this.#director.nextId;
  }

  /** How long a new photo has while so many wait, 0 while nothing moves. @param {number} waiting */
  turnMs(waiting) {
    if (this.#isPaused) return 0;
    return this.#isBoard ? NEW_EVERY_MS : turnMs(waiting);
  }

  /** @param {Photo[]} photos */
  begin(photos) {
    this.#active.begin(photos);
    // What had the wall before may show what the list does not have any more.
    this.#giveWay();
  }

  /** @param {Photo} photo */
  arrive(photo) {
    this.#active.arrive(photo);
  }

  /** @param {Gone} gone */
  leave(gone) {
    this.#view.forget(gone.id);
    this.#pinned = this.#pinned.filter(({ id }) => id !== gone.id);
    this.#active.leave(gone);
    this.#resting.forget(gone.id);
  }

  /** Whether anything of a photo is on, comes next or is remembered. @param {string} id */
  holds(id) {
    const isPinned = this.#pinned.some((photo) => photo.id === id);
    return isPinned || this.#director.holds(id) || this.#board.holds(id) || this.#view.holds(id);
  }

  /** New photos wait that the feed has not brought. */
  lookAgain() {
    this.#active.lookAgain();
  }

  recover() {
    this.#active.recover();
  }

  forward() {
    this.#slides.cut();
    this.#active.forward();
  }

  back() {
    this.#slides.cut();
    this.#active.back();
  }

  pause() {
    this.#isPaused = true;
    this.#slides.pause();
    this.#active.pause();
  }

  resume() {
    this.#isPaused = false;
    this.#slides.resume();
    this.#active.resume();
  }

  /** A slide has ended: the planned photo comes now. */
  goOn() {
    if (!this.#isPaused) this.#active.resume();
  }

  /** @param {Photo} photo */
  showNow(photo) {
    this.#slides.cut();
    this.#active.showNow(photo);
  }

  /** @param {Photo[]} photos */
  pin(photos) {
    this.#pinned = photos;
    this.#director.pin(photos);
    this.#board.pin(photos);
  }
}
