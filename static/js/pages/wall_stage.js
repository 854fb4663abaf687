/** The stage: two layers that take turns, so that the page never has more nodes than at the start. */

import { zoomOf } from "../helpers/crop.js";
import { clipOf } from "../helpers/photo.js";
import { Motion } from "../models/motion.js";
import { WallLayer } from "./wall_layer.js";

/** @import { Photo } from "../types.js" */

const FADE_MS = 1400;
/** A new photo fades in faster. */
const NEW_FADE_MS = 700;
const HIGHLIGHT_MS = 7000;
/** So slow that its beginning is invisible, and longer than any photo stays. */
const ZOOM_MS = 24_000;
const ZOOM = 1.1;
const EASE = "cubic-bezier(0.22, 0.7, 0.2, 1)";

export class WallStage {
  #root;
  #onShow;
  #lostSince;
  #motion = new Motion();
  #hasZoom = false;
  /** Whether the next photo zooms in or out. */
  #isNearing = true;
  #layers;
  #front = 0;
  /** @type {(Photo | null)[]} */
  #photos = [null, null];
  /** @type {Animation[]} */
  #animations = [];
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #resized = new ResizeObserver(() => this.#lay());

  /**
   * `onShow` hears which photo is on: its id, or "" for none. `lostSince` counts the frames that did not come.
   * @param {HTMLElement} root
   * @param {{onShow: (id: string) => void, lostSince: (at: number) => number}} surroundings
   */
  constructor(root, { onShow, lostSince }) {
    this.#root = root;
    this.#onShow = onShow;
    this.#lostSince = lostSince;
    this.#layers = [...root.querySelectorAll("[data-layer]")].map((element) => new WallLayer(element));
  }

  connect() {
    this.#resized.observe(this.#root);
  }

  /** Let photos come nearer or go away slowly, from the next one on. @param {boolean} isOn */
  setZoom(isOn) {
    this.#hasZoom = isOn;
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
    this.#onShow(photo.id);
    const isStill = clipOf(photo) === null;
    // The page before has shown it already: it must not fade in again.
    const isResuming = this.#root.dataset.resuming !== undefined;
    const moves = !this.#calm.matches && !isResuming && this.#motion.next();
    this.#root.dataset.moves = String(moves);
    if (moves) this.#fade(layer, isNew, isStill);
    // Without motion the change is a cut, and the one behind can go at once.
    else this.#empty(behind);
    if (moves && isStill && this.#hasZoom) this.#zoom(image);
  }

  /** Let a clip run over the photo that is on. @param {HTMLVideoElement} video */
  play(video) {
    this.#layer(this.#front).play(video);
    this.#lay();
  }

  /** Bring new words to the photo that is on. @param {Photo} photo */
  update(photo) {
    if (this.#photos[this.#front]?.id !== photo.id) return;
    this.#photos[this.#front] = photo;
    this.#layer(this.#front).write(photo);
    this.#lay();
  }

  /** Let go of a photo that may still be fading away. @param {string} id */
  forget(id) {
    if (this.#photos[1 - this.#front]?.id === id) this.#finish();
  }

  /** Let what is on fade away: something else has the wall. */
  leave() {
    this.#finish();
    const behind = this.#front;
    this.#front = 1 - this.#front;
    if (!this.#photos[behind]) return;
    delete this.#root.dataset.photo;
    this.#onShow("");
    if (this.#calm.matches || !this.#motion.next()) return this.#empty(behind);
    const fade = this.#layer(behind).element.animate({ opacity: [1, 0] }, { duration: NEW_FADE_MS, easing: EASE });
    fade.onfinish = () => this.#empty(behind);
    this.#animations = [fade];
  }

  /** Take everything off, now. */
  clear() {
    this.#finish();
    this.#empty(0);
    this.#empty(1);
    delete this.#root.dataset.photo;
    this.#onShow("");
  }

  /**
   * @param {WallLayer} layer
   * @param {boolean} isNew
   * @param {boolean} isStill one that moves by itself is not moved
   */
  #fade(layer, isNew, isStill) {
    const behind = 1 - this.#front;
    const timing = { duration: isNew ? NEW_FADE_MS : FADE_MS, easing: EASE };
    const fade = layer.element.animate({ opacity: [0, 1] }, timing);
    const began = performance.now();
    fade.onfinish = () => {
      this.#empty(behind);
      this.#motion.note(this.#lostSince(began), timing.duration);
    };
    this.#animations = [fade];
    if (!isNew) return;
    // Settles into its place: transform and opacity only, which the screen's own hardware moves.
    const settle = { transform: ["scale(1.035)", "scale(1)"] };
    if (isStill) this.#animations.push(layer.picture.animate(settle, { duration: NEW_FADE_MS * 2, easing: EASE }));
    const glow = { opacity: [0, 1, 1, 0], offset: [0, 0.12, 0.6, 1] };
    for (const mark of layer.marks) this.#animations.push(mark.animate(glow, { duration: HIGHLIGHT_MS }));
  }

  /**
   * It ends with its picture, so that a photo that gives way does not jump while it fades. No head leaves the picture.
   * @param {HTMLImageElement} image
   */
  #zoom(image) {
    const around = zoomOf(this.#layer(this.#front).faces, ZOOM);
    if (!around) return;
    image.style.transformOrigin = `${around.x * 100}% ${around.y * 100}%`;
    const transform = ["scale(1)", `scale(${ZOOM})`];
    if (!this.#isNearing) transform.reverse();
    this.#isNearing = !this.#isNearing;
    image.animate({ transform }, { duration: ZOOM_MS, fill: "forwards" });
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
