/** The stage: two layers that take turns, so that the page never has more nodes than at the start. */

import { fit } from "../helpers/fit.js";
import { placeholderUrl } from "../helpers/placeholder.js";
import { word } from "../helpers/words.js";
import { wallRendition } from "../models/pictures.js";

/** @import { Photo } from "../types.js" */

const FADE_MS = 1400;
/** A new photo does not wait politely. */
const NEW_FADE_MS = 700;
const HIGHLIGHT_MS = 7000;
const EASE = "cubic-bezier(0.22, 0.7, 0.2, 1)";
/** A caption longer than this is set smaller. */
const LONG_CAPTION = 90;

export class WallStage {
  #root;
  #layers;
  #front = 0;
  /** @type {(Photo | null)[]} */
  #photos = [null, null];
  /** @type {Animation[]} */
  #animations = [];
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #resized = new ResizeObserver(() => this.#lay());

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#layers = [...root.querySelectorAll("[data-layer]")].map((element) => new Layer(element));
  }

  connect() {
    this.#resized.observe(this.#root);
  }

  disconnect() {
    this.#resized.disconnect();
    this.clear();
  }

  /**
   * Bring a photo on over the one before it.
   * @param {Photo} photo
   * @param {HTMLImageElement} image decoded
   * @param {{isNew: boolean}} as
   */
  show(photo, image, { isNew }) {
    this.#finish();
    const behind = this.#front;
    this.#front = 1 - this.#front;
    this.#photos[this.#front] = photo;
    const layer = this.#layer(this.#front);
    layer.fill(photo, image, isNew);
    this.#lay();
    this.#layer(behind).lower();
    layer.raise();
    this.#root.dataset.photo = photo.id;
    if (!this.#calm.matches) this.#fade(layer, isNew);
    // Without motion the change is a cut, and the one behind can go at once.
    else this.#empty(behind);
  }

  /** Bring new words to the photo that is on. @param {Photo} photo */
  update(photo) {
    if (this.#photos[this.#front]?.id !== photo.id) return;
    this.#photos[this.#front] = photo;
    this.#layer(this.#front).write(photo);
    this.#lay();
  }

  /** Take everything off, now. */
  clear() {
    this.#finish();
    this.#empty(0);
    this.#empty(1);
    delete this.#root.dataset.photo;
  }

  /**
   * @param {Layer} layer
   * @param {boolean} isNew
   */
  #fade(layer, isNew) {
    const behind = 1 - this.#front;
    const timing = { duration: isNew ? NEW_FADE_MS : FADE_MS, easing: EASE };
    const fade = layer.element.animate({ opacity: [0, 1] }, timing);
    fade.onfinish = () => this.#empty(behind);
    this.#animations = [fade];
    if (!isNew) return;
    // Settles into its place: transform and opacity only, which the screen's own hardware moves.
    const settle = { transform: ["scale(1.035)", "scale(1)"] };
    this.#animations.push(layer.picture.animate(settle, { duration: NEW_FADE_MS * 2, easing: EASE }));
    const glow = { opacity: [0, 1, 1, 0], offset: [0, 0.12, 0.6, 1] };
    for (const mark of layer.marks) this.#animations.push(mark.animate(glow, { duration: HIGHLIGHT_MS }));
  }

  /** End what is still moving, and what it was moving away from. */
  #finish() {
    for (const animation of this.#animations) animation.cancel();
    this.#animations = [];
    this.#empty(1 - this.#front);
  }

  /** @param {number} index */
  #empty(index) {
    this.#photos[index] = null;
    this.#layer(index).empty();
  }

  /** @param {number} index */
  #layer(index) {
    const layer = this.#layers[index];
    if (!layer) throw new Error("a wall has two layers");
    return layer;
  }

  #lay() {
    const screen = { width: this.#root.clientWidth, height: this.#root.clientHeight };
    for (const [index, photo] of this.#photos.entries()) if (photo) this.#layer(index).lay(photo, screen);
  }
}

/** One photo with its ground and its words. */
class Layer {
  /** @param {Element} element */
  constructor(element) {
    if (!(element instanceof HTMLElement)) throw new Error("a layer is an element of HTML");
    this.element = element;
    this.picture = find(element, "[data-picture]", HTMLElement);
    this.marks = [...element.querySelectorAll("[data-mark]")];
    this.ground = find(element, "[data-ground]", HTMLImageElement);
    this.words = find(element, "[data-words]", HTMLElement);
    this.caption = find(element, "[data-caption]", HTMLElement);
    this.author = find(element, "[data-author]", HTMLElement);
  }

  /**
   * @param {Photo} photo
   * @param {HTMLImageElement} image
   * @param {boolean} isNew
   */
  fill(photo, image, isNew) {
    const ground = placeholderUrl(photo.placeholder);
    if (ground) this.ground.src = ground;
    else this.ground.removeAttribute("src");
    image.dataset.photo = photo.id;
    image.className = "layer__photo";
    image.draggable = false;
    // The very picture that was decoded: no second load, no network, no flash.
    this.picture.replaceChildren(image);
    this.element.dataset.new = String(isNew);
    this.write(photo);
  }

  /** @param {Photo} photo */
  write(photo) {
    this.caption.textContent = photo.caption;
    this.caption.hidden = !photo.caption;
    this.caption.dataset.long = String(photo.caption.length > LONG_CAPTION);
    this.author.textContent = photo.author;
    this.author.hidden = !photo.author;
    this.element.dataset.words = String(Boolean(photo.caption || photo.author));
    const image = this.picture.querySelector("img");
    const from = photo.author ? word("photo_by", { name: photo.author }) : word("photo");
    if (image) image.alt = photo.caption ? `${from}: ${photo.caption}` : from;
  }

  /**
   * @param {Photo} photo
   * @param {{width: number, height: number}} screen
   */
  lay(photo, screen) {
    // A small photo's rendition is as small as itself; a large one's is what counts for sharpness.
    const box = fit(wallRendition(photo) ?? photo, screen);
    const image = this.picture.querySelector("img");
    if (image) [image.width, image.height] = [box.width, box.height];
    this.element.dataset.fills = String(box.fills);
    this.element.dataset.side = String(box.hasSide);
    this.element.style.setProperty("--side", `${box.side}px`);
  }

  raise() {
    this.element.hidden = false;
    this.element.style.zIndex = "2";
    this.element.removeAttribute("aria-hidden");
  }

  lower() {
    this.element.style.zIndex = "1";
    this.element.setAttribute("aria-hidden", "true");
  }

  empty() {
    this.element.hidden = true;
    this.picture.replaceChildren();
    this.ground.removeAttribute("src");
    this.caption.textContent = this.author.textContent = "";
  }
}

/**
 * @template {Element} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(parent, selector, type) {
  const element = parent.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`);
  return element;
}
