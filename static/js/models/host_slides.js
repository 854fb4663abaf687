/** The slides as their hosts write them. Each write names the version that it changes. */

/** @import { Slide } from "./slides.js" */
/** @import { Ask } from "./host_screens.js" */

/**
 * What a form says of a slide; `id` is empty for a new one.
 * @typedef {Omit<Slide, "id" | "version">} SlideWords
 */

export class HostSlides {
  #ask;
  #no = -1;
  #most = 0;
  /** @type {Slide[]} */
  #slides = [];

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  get all() {
    return this.#slides;
  }

  get isFull() {
    return this.#slides.length >= this.#most;
  }

  /** Read them. False if nothing has changed. */
  async look() {
    const found = await this.#ask("/api/admin/slides");
    const isNews = found.no !== this.#no || found.slides.length !== this.#slides.length;
    this.#no = found.no;
    this.#most = found.most;
    this.#slides = found.slides;
    return isNews;
  }

  /** @param {string} id */
  find(id) {
    return this.#slides.find((slide) => slide.id === id) ?? null;
  }

  /** @param {SlideWords} words */
  add(words) {
    return this.#ask("/api/admin/slides", { method: "POST", json: words });
  }

  /**
   * Change a slide as it was read, or as it was when `version` of it was.
   * @param {Slide} slide
   * @param {Partial<SlideWords>} words
   */
  change(slide, words) {
    return this.#ask(`/api/admin/slides/${slide.id}`, { method: "PUT", json: { ...slide, ...words } });
  }

  /** @param {Slide} slide */
  remove({ id, version }) {
    return this.#ask(`/api/admin/slides/${id}?version=${version}`, { method: "DELETE" });
  }

  /** Swap a slide with the one before it. @param {string} id */
  moveUp(id) {
    const order = this.#slides.map((slide) => slide.id);
    const at = order.indexOf(id);
    if (at < 1) return null;
    order.splice(at - 1, 2, id, order[at - 1] ?? "");
    return this.#ask("/api/admin/slides", { method: "PUT", json: { order, no: this.#no } });
  }
}
