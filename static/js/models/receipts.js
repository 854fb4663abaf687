/** When this phone's photos were or will be on a big screen, by the screens' reports. */

import { CLOCK } from "../helpers/clock.js";
import { Refused, Unreachable } from "../helpers/http.js";

/** @import { Clock } from "../helpers/clock.js" */
/** @import { OnScreen } from "../types.js" */

/**
 * Where a photo is: `now` for a moment after a screen said so. `screen` is its name, or "" for one without.
 * @typedef {{what: "now" | "was", screen: string, at: string} | {what: "next"} | {what: "soon", inS: number}} Receipt
 * @typedef {{id: string, shown_at: string | null, screen: string, next: boolean, in_s: number | null}} Turn
 */

const ASK_MS = 4_000;
/** How long to wait while no screen is on. */
const ASK_WITHOUT_SCREENS_MS = 20_000;
/** A photo stays about this long. Nothing reports when it leaves. */
export const NOW_MS = 8_000;

export class Receipts {
  #ask;
  #wanted;
  #onChange;
  #clock;
  /** @type {Map<string, Receipt>} */
  #receipts = new Map();
  #hasScreens = true;
  #isAsking = false;
  /** @type {any} */
  #timer = null;

  /**
   * `wanted` returns the ids of photos that somebody looks at and whose showing would be news.
   * @param {{ask: () => Promise<{screens: number, turns: Turn[]}>, wanted: () => string[], onChange: () => void,
   *   clock?: Clock}} options
   */
  constructor({ ask, wanted, onChange, clock = CLOCK }) {
    this.#ask = ask;
    this.#wanted = wanted;
    this.#onChange = onChange;
    this.#clock = clock;
  }

  /**
   * @param {string | undefined} id
   * @returns {Receipt | null}
   */
  of(id) {
    return this.#receipts.get(id ?? "") ?? null;
  }

  /** A screen shows a photo now. @param {OnScreen} showing */
  hear({ id, screen }) {
    const at = new Date(this.#clock.now()).toISOString();
    this.#receipts.set(id, { what: "now", screen, at });
    this.#clock.setTimer(() => {
      this.#receipts.set(id, { what: "was", screen, at });
      this.#onChange();
    }, NOW_MS);
    this.#onChange();
  }

  /** Check whether to ask. Call this after every change. */
  look() {
    if (this.#timer !== null || this.#isAsking || this.#open.length === 0) return;
    this.#timer = this.#clock.setTimer(() => void this.#next(), this.#hasScreens ? ASK_MS : ASK_WITHOUT_SCREENS_MS);
  }

  /** The wanted photos that were on no screen yet. */
  get #open() {
    return this.#wanted().filter((id) => !["now", "was"].includes(this.#receipts.get(id)?.what ?? ""));
  }

  async #next() {
    this.#timer = null;
    const open = new Set(this.#open);
    if (open.size === 0) return;
    this.#isAsking = true;
    const answer = await this.#answer();
    this.#isAsking = false;
    this.#hasScreens = (answer?.screens ?? 0) > 0;
    const told = new Map(answer?.turns.map((turn) => [turn.id, turn]));
    for (const id of open) {
      // The event may have come meanwhile.
      if (this.#receipts.get(id)?.what === "now") continue;
      const receipt = receiptOf(told.get(id));
      if (receipt) this.#receipts.set(id, receipt);
      else this.#receipts.delete(id);
    }
    this.#onChange();
    this.look();
  }

  async #answer() {
    try {
      return await this.#ask();
    } catch (error) {
      // Then the receipts stay as they are.
      if (error instanceof Refused || error instanceof Unreachable) return null;
      throw error;
    }
  }
}

/**
 * @param {Turn | undefined} turn
 * @returns {Receipt | null}
 */
function receiptOf(turn) {
  if (turn?.shown_at) return { what: "was", screen: turn.screen, at: turn.shown_at };
  if (turn?.next) return { what: "next" };
  return turn && turn.in_s !== null ? { what: "soon", inS: turn.in_s } : null;
}
