/**
 * Builds the wall anew after a long time, without a gap: browsers leave the old page's picture on until the new page
 * paints, and the new page paints first when the photo that was on is there.
 */

import { leaveForNext, leftByLast } from "../helpers/resume.js";
import { isRebuildDue } from "../models/rebuild.js";

/** @import { Photo } from "../types.js" */
/** @import { Steering } from "../types.js" */

const LOOK_EVERY_MS = 60_000;
/** The photo that was on lies in the browser's cache; a wall must not stay hidden for one that does not. */
const HIDDEN_MS = 3_000;

export class WallRebuild {
  #root;
  #parts;
  #began = performance.now();
  #chance = Math.random();
  /** What the page before had on, until the server has said that it may still be. @type {Photo[]} */
  #resumed = [];

  /**
   * `onResume` shows what the page before had on, as it was told to; `refresh` lets go of what is kept, where a page
   * cannot be loaded anew.
   * @param {HTMLElement} root
   * @param {{photosOn: () => Photo[], told: () => Steering | null, memoryMb: () => number,
   *   onResume: (photos: Photo[], told: Steering | null) => void, refresh: () => void}} parts
   */
  constructor(root, parts) {
    this.#root = root;
    this.#parts = parts;
  }

  connect() {
    setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  /** Go on where the page before ended; then nothing is painted until `shown`, or a moment has passed. */
  resume() {
    const left = leftByLast();
    if (!left || !Array.isArray(left.photos) || left.photos.length === 0) return;
    this.#resumed = left.photos;
    this.#root.dataset["resuming"] = "";
    setTimeout(() => this.shown(), HIDDEN_MS);
    this.#parts.onResume(left.photos, left.told);
  }

  /** Whether the picture that was on is still to come: then nothing moves. */
  get isResuming() {
    return this.#root.dataset["resuming"] !== undefined;
  }

  /**
   * Return those that were on before the page and are not among the newest. The server may know that one was taken down.
   * @param {Photo[]} newest
   * @param {(id: string) => Promise<Photo | undefined>} fetchPhoto
   */
  async stillThere(newest, fetchPhoto) {
    const others = this.#resumed.filter(({ id }) => !newest.some((photo) => photo.id === id));
    this.#resumed = [];
    const found = await Promise.all(others.map(({ id }) => fetchPhoto(id)));
    return found.filter((photo) => photo !== undefined);
  }

  shown() {
    delete this.#root.dataset["resuming"];
  }

  async #look() {
    const ageMs = performance.now() - this.#began;
    const memoryMb = this.#parts.memoryMb();
    if (!isRebuildDue({ ageMs, memoryMb, chance: this.#chance }) || this.#isBusy) return;
    // A page that left full screen would show the browser's own bars, and only a person could send it back.
    if (document.fullscreenElement) {
      this.#began = performance.now();
      this.#parts.refresh();
    } else await this.rebuild();
  }

  /** Load the page anew, if the server has it: a browser's own message must never be on the wall. */
  async rebuild() {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok || answer.redirected || !(await answer.text()).includes("data-wall")) return;
    } catch {
      return;
    }
    const photos = this.#parts.photosOn();
    leaveForNext({ photos, told: this.#parts.told() });
    // No `reload()`: that has no view transition, which holds the old picture (css/wall_room.css).
    location.replace(location.href);
  }

  /** Somebody is at it, or the server is away: another time. */
  get #isBusy() {
    const { state, setup, scene } = this.#root.dataset;
    return state !== "live" || setup !== undefined || scene !== "show" || document.querySelector("dialog[open]") !== null;
  }
}
