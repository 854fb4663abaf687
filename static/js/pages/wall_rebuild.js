/**
 * Builds the wall anew after a long time, without a gap: browsers leave the old page's picture on until the new page
 * paints, and the new page paints first when the photo that was on is there.
 */

import { placeholderUrl } from "../helpers/placeholder.js";
import { leaveForNext, leftByLast } from "../helpers/resume.js";
import { isRebuildDue } from "../models/rebuild.js";

/** @import { Photo } from "../types.js" */
/** @import { Steering } from "../types.js" */

const LOOK_EVERY_MS = 60_000;
/** The photo that was on lies in the browser's cache; a wall must not stay hidden for one that does not. */
const HIDDEN_MS = 10_000;
const SOFT_MS = 1_000;

export class WallRebuild {
  #root;
  #parts;
  #began = performance.now();
  #chance = Math.random();
  /** What the page before had on, until the server has said that it may still be. @type {Photo[]} */
  #resumed = [];
  #soft = document.createElement("img");

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
    // What a busy browser calls the old picture that it could not hold. A page cannot reach that promise.
    addEventListener("unhandledrejection", (event) => {
      if (event.reason instanceof DOMException && event.reason.name === "InvalidStateError") event.preventDefault();
    });
    setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  /** Go on where the page before ended; then nothing is painted until `shown`, or a moment has passed. */
  resume() {
    const left = leftByLast();
    if (!left || !Array.isArray(left.photos) || left.photos.length === 0) return;
    this.#resumed = left.photos;
    this.#root.dataset["resuming"] = "";
    this.#root.prepend(this.#softCopy(left.photos[0]));
    setTimeout(() => this.shown(), HIDDEN_MS);
    this.#parts.onResume(left.photos, left.told);
  }

  /**
   * Return what is under the old picture, for browsers that do not hold it: it lies in the page, so it is there in the
   * first frame.
   * @param {Photo} photo
   */
  #softCopy(photo) {
    this.#soft.className = "wall__soft";
    this.#soft.alt = "";
    this.#soft.decoding = "sync";
    this.#soft.src = placeholderUrl(photo.placeholder);
    return this.#soft;
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
    // The photo lies over it, but may be painted a moment later.
    setTimeout(() => this.#soft.remove(), SOFT_MS);
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
