/** Applies the hosts' steering to this wall: each changed part of the state, and each step once. */

import { find } from "../helpers/find.js";
import { writeText } from "../helpers/write_text.js";

/** @import { Steering, ShowState, Order } from "../types.js" */

const FLASH_MS = 6_000;
const PERCENT = 100;

export class WallRemote {
  #root;
  #parts;
  #notice;
  #noticeWords;
  #number;
  #numberName;
  /** @type {ShowState | null} */
  #state = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #noticeTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #codeTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #flashTimer;

  /**
   * @param {HTMLElement} root
   * @param {{setPaused: (paused: boolean) => void, setSound: (on: boolean) => void, setZoom: (on: boolean) => void, setPins: (ids: string[]) => void,
   *   setLayout: (layout: string, minutes: number) => void, next: () => void, back: () => void,
   *   show: (photo: string) => void, reload: () => void, leave: () => void}} parts
   */
  constructor(root, parts) {
    this.#root = root;
    this.#parts = parts;
    this.#notice = find(root, "[data-notice]", HTMLElement);
    this.#noticeWords = find(root, "[data-notice-words]", HTMLElement);
    this.#number = find(root, "[data-number]", HTMLElement);
    this.#numberName = find(root, "[data-number-name]", HTMLElement);
  }

  /** @param {Steering} told */
  apply({ number, name, state, orders }) {
    writeText(this.#number, String(number || ""));
    writeText(this.#numberName, name);
    const before = this.#state;
    this.#state = state;
    if (before?.paused !== state.paused && (before || state.paused)) this.#parts.setPaused(state.paused);
    if (before?.sound !== state.sound) this.#parts.setSound(state.sound);
    if (before?.zoom !== state.zoom) this.#parts.setZoom(state.zoom);
    if (before?.layout !== state.layout || before.minutes !== state.minutes) this.#parts.setLayout(state.layout, state.minutes);
    if (before?.pins.join() !== state.pins.join()) this.#parts.setPins(state.pins);
    this.#root.dataset.dark = String(state.dark);
    this.#root.style.setProperty("--dimmed", String(1 - state.brightness / PERCENT));
    this.#write(state);
    this.#call(state.code_s);
    for (const order of orders) this.#do(order);
  }

  /** The wall's own key for a black screen: until the hosts say otherwise. */
  toggleDark() {
    this.#root.dataset.dark = String(this.#root.dataset.dark !== "true");
  }

  /** The wall's own key for the large code. @param {number} seconds */
  callFor(seconds) {
    this.#call(this.#root.dataset.code === "call" ? 0 : seconds);
  }

  /** @param {ShowState} state */
  #write({ message, message_alone, message_s }) {
    clearTimeout(this.#noticeTimer);
    writeText(this.#noticeWords, message);
    this.#notice.hidden = !message;
    this.#root.dataset.notice = message ? (message_alone ? "alone" : "over") : "none";
    if (message && message_s) this.#noticeTimer = setTimeout(() => this.#endNotice(), message_s * 1000);
  }

  #endNotice() {
    this.#notice.hidden = true;
    this.#root.dataset.notice = "none";
  }

  /** @param {number} seconds */
  #call(seconds) {
    clearTimeout(this.#codeTimer);
    if (seconds > 0) {
      this.#root.dataset.code = "call";
      this.#codeTimer = setTimeout(() => this.#call(0), seconds * 1000);
    } else if (this.#root.dataset.code === "call") delete this.#root.dataset.code;
  }

  /** @param {Order} order */
  #do(order) {
    if (order.do === "next") this.#parts.next();
    else if (order.do === "back") this.#parts.back();
    else if (order.do === "show") this.#parts.show(order.photo);
    else if (order.do === "flash") this.#flash();
    else if (order.do === "reload") this.#parts.reload();
    else this.#parts.leave();
  }

  #flash() {
    clearTimeout(this.#flashTimer);
    this.#root.dataset.flash = "";
    this.#flashTimer = setTimeout(() => delete this.#root.dataset.flash, FLASH_MS);
  }
}
