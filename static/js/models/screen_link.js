/** The link between this screen and its hosts: reports what is on, and gets orders in the answer. */

import { CLOCK } from "../helpers/clock.js";
import { Refused, Unreachable } from "../helpers/http.js";

/** @import { Clock } from "../helpers/clock.js" */
/** @import { Steering } from "../types.js" */

/**
 * @typedef {(url: string, options: {method: string, json: unknown}) => Promise<Steering>} Ask
 */

export const REPORT_EVERY_MS = 5_000;
/** When many photos come, pictures change several times in a moment: one report serves for all. */
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
  /** The newest known steering. */
  #heard = 0;
  #clockMs = 0;
  #isAsking = false;
  #isDue = false;
  #everyMs = REPORT_EVERY_MS;
  /** Whether a change gets a report of its own. Among very many screens it waits for the next one. */
  #isPrompt = true;
  /** @type {any} */
  #timer;

  /**
   * `describe` returns what is on and how the screen is; `onTold` hears each answer.
   * @param {{ask: Ask, describe: () => Record<string, unknown>, onTold: (told: Steering) => void, clock?: Clock,
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

  /** Something else is on: report it in a moment. */
  changed() {
    if (this.#isPrompt) this.#schedule(SOON_MS);
  }

  /** A photo was taken down: every screen reports that, but very many screens spread their reports. */
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
      // How far the screen's clock is ahead, give or take half a round trip.
      this.#clockMs = Math.round((began + this.#clock.now()) / 2 - Date.parse(told.now));
      this.#after = Math.max(this.#after ?? 0, told.no);
      this.#everyMs = told.every_s * 1000;
      this.#isPrompt = told.prompt;
      this.#onTold(told);
    } catch (error) {
      // The hosts see this screen as late, but the show goes on.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    } finally {
      this.#isAsking = false;
    }
    if (this.#isDue || this.#heard > (this.#after ?? Infinity)) void this.#again();
    else this.#schedule(this.#everyMs);
  }

  /** Report changes from during the last request, after a moment for the server to learn of the steering. */
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
