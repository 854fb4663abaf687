/** A scrubber along the night: by touch, mouse or keys to any moment, which it says. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { momentWords } from "./moments.js";

/** @import { Album } from "../../models/album.js" */
/** @import { AlbumView } from "./view.js" */

/** How many photos a key of an arrow passes. */
const STEP = 12;
/** Fewer photos than this are looked through without one. */
const WORTH = 60;

export class Scrubber {
  #album;
  #view;
  #track = element("#scrubber", HTMLElement);
  #thumb = element("#scrubber-thumb", HTMLElement);
  #bubble = element("#scrubber-says", HTMLElement);
  #isHeld = false;
  #frame = 0;

  /**
   * @param {Album} album
   * @param {AlbumView} view
   */
  constructor(album, view) {
    this.#album = album;
    this.#view = view;
  }

  connect() {
    this.#album.listen(() => this.#soon());
    window.addEventListener("scroll", this.#soon, { passive: true });
    this.#track.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      this.#track.setPointerCapture(event.pointerId);
      this.#track.focus({ preventScroll: true });
      this.#hold(true);
      this.#drag(event);
    });
    this.#track.addEventListener("pointermove", (event) => this.#isHeld && this.#drag(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.#track.addEventListener(end, () => this.#hold(false));
    }
    this.#track.addEventListener("keydown", (event) => this.#key(event));
    this.#render();
  }

  /** @param {boolean} isHeld */
  #hold(isHeld) {
    this.#isHeld = isHeld;
    this.#track.dataset["held"] = String(isHeld);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const box = this.#track.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    this.#go(Math.round(part * (this.#album.count - 1)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const now = this.#index();
    const last = this.#album.count - 1;
    const begins = this.#begins();
    const to = {
      ArrowDown: now + STEP,
      ArrowRight: now + STEP,
      ArrowUp: now - STEP,
      ArrowLeft: now - STEP,
      PageDown: begins.find((index) => index > now) ?? last,
      PageUp: begins.filter((index) => index < now).at(-1) ?? 0,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#go(Math.min(last, Math.max(0, to)));
  }

  /** The index of each chapter's first photo. */
  #begins() {
    let index = 0;
    return this.#album.chapters.map(({ stretches }) => {
      const begin = index;
      index += stretches.reduce((sum, stretch) => sum + stretch.items.length, 0);
      return begin;
    });
  }

  /** @param {number} index */
  #go(index) {
    const item = this.#view.itemAt(index);
    if (item) this.#view.bring(item, element("[data-head]", HTMLElement).offsetHeight);
    this.#tell(index);
  }

  #index() {
    const isAtEnd = window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2;
    if (isAtEnd && window.scrollY > 0) return this.#album.count - 1;
    return this.#view.seenIndex();
  }

  #soon = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  };

  #render() {
    this.#track.hidden = this.#album.count < WORTH;
    if (!this.#track.hidden && !this.#isHeld) this.#tell(this.#index());
  }

  /** @param {number} index */
  #tell(index) {
    const last = Math.max(1, this.#album.count - 1);
    this.#thumb.style.insetBlockStart = `${(index / last) * 100}%`;
    const { at, title } = this.#momentAt(index);
    const says = at ? word(title ? "moment-in" : "moment", { moment: momentWords(at), title }) : "";
    this.#bubble.textContent = says;
    this.#track.setAttribute("aria-valuemax", String(last));
    this.#track.setAttribute("aria-valuenow", String(index));
    this.#track.setAttribute("aria-valuetext", says);
  }

  /** @param {number} index */
  #momentAt(index) {
    let rest = index;
    for (const { title, stretches } of this.#album.chapters) {
      for (const stretch of stretches) {
        const item = stretch.items[rest];
        if (item) return { at: item.photo?.happened_at ?? stretch.at, title };
        rest -= stretch.items.length;
      }
    }
    return { at: "", title: "" };
  }
}
