/** Brings the host's slides to this wall: fetches them when they have changed, and keeps time and numbers. */

import { Slides } from "../models/slides.js";
import { WallSlide } from "./wall_slide.js";

/** @import { Steering } from "../types.js" */
/** @import { Slide, Numbers } from "../models/slides.js" */

/**
 * @typedef {{no: number, now: string, slides: Slide[], numbers: Numbers | null}} SlidesTold
 */

export class WallSlides {
  /** @type {WallSlide} */
  #view;
  /** @type {Slides} */
  slides;
  #fetch;
  /** The change that the slides are known at. */
  #no = -1;
  #isFetching = false;

  /**
   * `fetchSlides` returns null where no answer came; `onDone` hears that a slide has left by itself.
   * @param {HTMLElement} root
   * @param {{fetchSlides: () => Promise<SlidesTold | null>, onDone: () => void}} options
   */
  constructor(root, { fetchSlides, onDone }) {
    this.#fetch = fetchSlides;
    this.#view = new WallSlide(root, {
      now: () => this.slides.now(),
      onMissing: () => {
        this.slides.cut();
        onDone();
      },
    });
    this.slides = new Slides({ view: this.#view, onDone });
  }

  /** Hear the answer to a report. @param {Steering} told */
  hear({ now, slides, numbers }) {
    this.slides.hearTime(Date.parse(now));
    this.#view.setNumbers(numbers);
    if (slides !== this.#no) void this.#bring();
  }

  async #bring() {
    // If this brings nothing or an older state, the next report asks again.
    if (this.#isFetching) return;
    this.#isFetching = true;
    const found = await this.#fetch();
    this.#isFetching = false;
    if (!found) return;
    this.#no = found.no;
    this.#view.setNumbers(found.numbers);
    this.slides.set(found.slides);
  }
}
