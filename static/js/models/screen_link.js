/** The link between this screen and its hosts: says what is on, and hears in the answer what to do. */

import { CLOCK } from "../helpers/clock.js";
import { Refused, Unreachable } from "../helpers/http.js";

/** @import { Clock } from "../helpers/clock.js" */
/** @import { Numbers } from "./slides.js" */

/**
 * How a screen is to show the party. Times are what is left of them, in seconds; null for no end.
 * @typedef {{paused: boolean, layout: string, minutes: number, dark: boolean, brightness: number, sound: boolean, zoom: boolean,
 *   message: string, message_alone: boolean, message_s: number | null, code_s: number, pins: string[]}} ShowState
 * @typedef {{no: number, do: "next" | "back" | "show" | "flash" | "reload" | "leave", photo: string}} Order
 * @typedef {{number: number, name: string, no: number, now: string, state: ShowState, orders: Order[],
 *   every_s: number, prompt: boolean, shown_no: number, showings: [number, string, string, number][], share: [number, number],
 *   unshown: {photos: [string, number][], more: boolean} | null, slides: number, numbers: Numbers | null}} Told
 * @typedef {(url: string, options: {method: string, json: unknown}) => Promise<Told>} Ask
 */

export const REPORT_EVERY_MS = 5_000;
/** Pictures change several times in a moment when many photos come. */
const SOON_MS = 250;
const SPREAD_MS = 2_000;

export class ScreenLink {
  #ask;
  #clock;
  #describe;
  #onTold;
  #random;
  #id = "";
  /** The last steering that was carried out; null before the first answer. @type {number | null} */
  #after = null;
  /** The newest steering heard of. */
  #heard = 0;
  #clockMs = 0;
  #isAsking = false;
  #isDue = false;
  #everyMs = REPORT_EVERY_MS;
  /** Whether what changes is worth a report of its own; one of very many screens waits for the next. */
  #isPrompt = true;
  /** @type {any} */
  #timer;

  /**
   * `describe` returns what is on and how the screen is; `onTold` hears each answer.
   * @param {{ask: Ask, describe: () => Record<string, unknown>, onTold: (told: Told) => void, clock?: Clock,
   *   random?: () => number}} options
   */
  constructor({ ask, describe, onTold, clock = CLOCK, random = Math.random }) {
    this.#random = random;
    this.#ask = ask;
    this.#describe = describe;
    this.#onTold = onTold;
    this.#clock = clock;
  }

  /** @param {string} id */
  connect(id) {
    this.#id = id;
    void this.#report();
  }

  disconnect() {
    this.#id = "";
    this.#clock.clearTimer(this.#timer);
  }

  /** Something else is on: say so in a moment. */
  changed() {
    if (this.#isPrompt) this.#schedule(SOON_MS);
  }

  /** A photo was taken down: every screen says that, not all in the same moment where there are very many. */
  cleared() {
    this.#schedule(this.#isPrompt ? SOON_MS : SOON_MS + this.#random() * SPREAD_MS);
  }

  /** The screens were steered: ask how, at once. @param {number} no */
  heard(no) {
    if (no <= this.#heard) return;
    this.#heard = no;
    if (this.#after !== null && no > this.#after) void this.#report();
  }

  async #report() {
    if (!this.#id) return;
    this.#isDue = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#clock.clearTimer(this.#timer);
    const json = { ...this.#describe(), clock_ms: this.#clockMs, after: this.#after, heard: this.#heard };
    try {
      const began = this.#clock.now();
      const told = await this.#ask(`/api/screens/${this.#id}/report`, { method: "POST", json });
      // By how much the screen's clock is ahead, give or take half of the way there and back.
      this.#clockMs = Math.round((began + this.#clock.now()) / 2 - Date.parse(told.now));
      this.#after = Math.max(this.#after ?? 0, told.no);
      this.#everyMs = told.every_s * 1000;
      this.#isPrompt = told.prompt;
      this.#onTold(told);
    } catch (error) {
      // The hosts see this screen late; the show goes on.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    } finally {
      this.#isAsking = false;
    }
    if (this.#isDue || this.#heard > (this.#after ?? Infinity)) void this.#again();
    else this.#schedule(this.#everyMs);
  }

  /** What came while an answer was on its way; a server that has not heard yet is given a moment. */
  #again() {
    this.#isDue = false;
    this.#schedule(SOON_MS);
  }

  /** @param {number} ms */
  #schedule(ms) {
    if (!this.#id || this.#isAsking) {
      this.#isDue ||= this.#isAsking;
      return;
    }
    this.#clock.clearTimer(this.#timer);
    this.#timer = this.#clock.setTimer(() => void this.#report(), ms);
  }
}
