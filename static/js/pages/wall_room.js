/** Shows the wall as this screen was set up in its room: where it lies, how large its words are, and when it is dark. */

import { keepRoom, keptRoom } from "../helpers/kept_rooms.js";
import { readableFromM, scannableFromM } from "../helpers/legible.js";
import { cornersIn, placeIn } from "../helpers/quad.js";
import { driftAt, isDarkAt, PLAIN, readRoom } from "../models/room.js";

/** @import { Room } from "../models/room.js" */

const MINUTE_MS = 60_000;
/** Sizes of words in steps of the wall (css/wall.css): a short caption, and the smallest line that matters. */
const CAPTION_STEPS = 2.7;
const SMALLEST_STEPS = 1.2;
/** The QR code in the corner is never smaller than so many. */
const CODE_STEPS = 9;

export class WallRoom {
  #root;
  #page = document.documentElement;
  #id = "";
  /** @type {Room} */
  #room = readRoom(null);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  /** @type {() => void} */
  #onChange = () => {};

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  get room() {
    return this.#room;
  }

  /**
   * Show as was kept for this screen; `onChange` hears of each later change.
   * @param {string} id
   * @param {() => void} onChange
   */
  connect(id, onChange) {
    this.disconnect();
    this.#id = id;
    this.#onChange = onChange;
    this.#room = readRoom(keptRoom(id));
    addEventListener("resize", this.#apply);
    this.#timer = setInterval(this.#apply, MINUTE_MS);
    this.#apply();
  }

  disconnect() {
    clearInterval(this.#timer);
    removeEventListener("resize", this.#apply);
  }

  /** Change a part of it, and keep it. @param {Partial<Room>} part */
  set(part) {
    this.#room = readRoom({ ...this.#room, ...part });
    if (this.#id) keepRoom(this.#id, this.#room);
    this.#apply();
    this.#onChange();
  }

  /** From how far words can be read and the code scanned; null where nobody has measured the picture. */
  get distances() {
    const { picture_m, code } = this.#room;
    const image = this.#root.querySelector("[data-modules]");
    if (!picture_m || !(image instanceof HTMLElement)) return null;
    const [width, height] = [this.#root.clientWidth, this.#root.clientHeight];
    const metresPerPx = picture_m / width;
    const step = this.#stepPx();
    const modules = Number(image.dataset["modules"]);
    const scannable = (/** @type {number} */ px) => scannableFromM(px, modules, metresPerPx);
    // As css/wall.css and css/wall_remote.css size it.
    const inCorner = (/** @type {number} */ part, /** @type {number} */ most) =>
      Math.min(most * width, Math.max(part * height, CODE_STEPS * step) * (code / 100));
    const inCall = height > width ? Math.min(0.86 * width, 0.6 * height) : Math.min(0.82 * height, 0.52 * width);
    return {
      captions: readableFromM(CAPTION_STEPS * step, metresPerPx),
      smallest: readableFromM(SMALLEST_STEPS * step, metresPerPx),
      corner: scannable(inCorner(0.13, 0.4)),
      large: scannable(inCorner(0.27, 0.8)),
      call: scannable(inCall),
    };
  }

  /** What the screen's report says of it. */
  get said() {
    const { turn, corners, contrast, words, code, drift, row_m, dark_from, dark_until } = this.#room;
    const distances = this.distances;
    const tenths = (/** @type {number} */ metres) => Math.round(metres * 10) / 10;
    return {
      turn,
      has_edges: corners.some((inset) => inset > 0),
      contrast,
      words,
      code,
      drift,
      dark_from,
      dark_until,
      is_dark: this.#root.dataset["night"] === "true",
      row_m,
      read_m: distances ? tenths(distances.smallest) : 0,
      scan_m: distances ? tenths(distances.large) : 0,
    };
  }

  /** The step that all sizes on the wall are in, in px, as it came out of its style sheet. */
  #stepPx() {
    const smallest = this.#root.querySelector("[data-smallest]");
    return smallest ? Number.parseFloat(getComputedStyle(smallest).fontSize) / SMALLEST_STEPS : 0;
  }

  #apply = () => {
    const room = this.#room;
    const view = { width: innerWidth, height: innerHeight };
    const { left, top, width, height, transform } = placeIn(cornersIn(room.corners, view, room.drift), room.turn);
    const drift = driftAt(room.drift, Math.floor(Date.now() / MINUTE_MS));
    const isPlain = room.turn === PLAIN.turn && room.drift === 0 && room.corners.every((inset) => inset === 0);
    // A wall that was not set up is its window, also while that changes its size.
    const styles = isPlain
      ? { inset: "", width: "", height: "", transform: "", translate: "" }
      : {
          inset: `${top}px auto auto ${left}px`,
          width: `${width}px`,
          height: `${height}px`,
          transform,
          translate: `${drift.x}px ${drift.y}px`,
        };
    Object.assign(this.#root.style, styles);
    this.#page.toggleAttribute("data-room", !isPlain);
    for (const [name, value] of Object.entries({ "--vw": width / 100, "--vh": height / 100 })) {
      if (isPlain) this.#page.style.removeProperty(name);
      else this.#page.style.setProperty(name, `${value}px`);
    }
    this.#page.style.setProperty("--turned", `${room.turn}deg`);
    this.#page.style.setProperty("--words", String(room.words / 100));
    this.#page.style.setProperty("--code-part", String(room.code / 100));
    this.#page.style.setProperty("--contrast", String(room.contrast / 100));
    this.#root.dataset["upright"] = String(height > width);
    this.#root.dataset["bright"] = String(room.contrast > PLAIN.contrast);
    this.#root.dataset["night"] = String(isDarkAt(room, new Date()));
  };
}
