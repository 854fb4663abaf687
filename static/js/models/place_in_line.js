/** How many photos come before this phone's. It asks only while one waits and the page is visible. */

import { CLOCK } from "../helpers/clock.js";
import { Refused, Unreachable } from "../helpers/http.js";

/** Often enough to see progress, and rare enough for a thousand phones. One request serves all tiles. */
const ASK_MS = 2_500;

export class PlaceInLine {
  #ask;
  #isWanted;
  #onChange;
  #clock;
  /** @type {number | null} */
  #ahead = null;
  /** @type {any} */
  #timer = null;

  /**
   * @param {{ask: () => Promise<{ahead: number | null}>, isWanted: () => boolean, onChange: () => void,
   *   clock?: import("../helpers/clock.js").Clock}} options
   */
  constructor({ ask, isWanted, onChange, clock = CLOCK }) {
    this.#ask = ask;
    this.#isWanted = isWanted;
    this.#onChange = onChange;
    this.#clock = clock;
  }

  /** Null if nothing waits, or if it is not known. */
  get ahead() {
    return this.#ahead;
  }

  /** Check whether to go on asking. Call this after every change. */
  look() {
    if (this.#isWanted()) this.#timer ??= this.#clock.setTimer(() => void this.#next(), ASK_MS);
    else this.#ahead = null;
  }

  async #next() {
    const ahead = this.#isWanted() ? await this.#answer() : null;
    this.#timer = null;
    if (ahead !== this.#ahead) {
      this.#ahead = ahead;
      this.#onChange();
    }
    this.look();
  }

  async #answer() {
    try {
      return (await this.#ask()).ahead;
    } catch (error) {
      // Nothing is said then; the photo itself has its own words for a network that is away.
      if (error instanceof Refused || error instanceof Unreachable) return null;
      throw error;
    }
  }
}
