/** The crop over the picture: moved and pulled at its corners by finger, mouse or arrow keys. */

import { moved } from "../../helpers/edit.js";

/** @import { Crop } from "../../types.js" */

const STEP = 0.01;
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class CropBox {
  #box;
  #picture;
  #onChange;
  /** @type {Crop} */
  #crop = { left: 0, top: 0, width: 1, height: 1 };
  /** The crop's width by its height in fractions; null for any. @type {number | null} */
  inFrame = null;

  /**
   * @param {HTMLElement} box
   * @param {HTMLElement} picture what it lies in
   * @param {(crop: Crop, isFine: boolean) => void} onChange `isFine` within one pull
   */
  constructor(box, picture, onChange) {
    this.#box = box;
    this.#picture = picture;
    this.#onChange = onChange;
  }

  /** @param {AbortSignal} signal */
  connect(signal) {
    for (const handle of /** @type {NodeListOf<HTMLElement>} */ (this.#box.querySelectorAll("[data-handle]"))) {
      const name = handle.dataset["handle"] ?? "";
      handle.addEventListener("pointerdown", (event) => this.#pull(handle, name, event), { signal });
      handle.addEventListener("keydown", (event) => this.#key(name, event), { signal });
    }
  }

  /** @param {Crop} crop */
  show(crop) {
    this.#crop = crop;
    for (const [side, value] of /** @type {[string, number][]} */ (Object.entries(crop))) {
      this.#box.style.setProperty(side, `${value * 100}%`);
    }
  }

  /**
   * @param {HTMLElement} handle
   * @param {string} name
   * @param {PointerEvent} down
   */
  #pull(handle, name, down) {
    down.preventDefault();
    handle.focus();
    handle.setPointerCapture(down.pointerId);
    const begun = this.#crop;
    const { width, height } = this.#picture.getBoundingClientRect();
    let isFine = false;
    const move = (/** @type {PointerEvent} */ event) => {
      const x = (event.clientX - down.clientX) / width;
      const y = (event.clientY - down.clientY) / height;
      this.#onChange(moved(begun, name, x, y, this.inFrame), isFine);
      isFine = true;
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      for (const kind of ["pointerup", "pointercancel"]) handle.removeEventListener(kind, end);
    };
    handle.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) handle.addEventListener(kind, end);
  }

  /**
   * @param {string} name
   * @param {KeyboardEvent} event
   */
  #key(name, event) {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? 5 * STEP : STEP;
    this.#onChange(moved(this.#crop, name, way[0] * step, way[1] * step, this.inFrame), event.repeat);
  }
}
