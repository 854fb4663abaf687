/** How many photos are before this phone's, asked while one of them waits for the server and somebody looks on. */

import { CLOCK } from "../helpers/clock.js";
import { Refused, Unreachable } from "../helpers/http.js";

/** Often enough to see it move, and seldom enough for a thousand phones: one question for all tiles. */
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

  /** Null when nothing waits, or when that is not known. */
  get ahead() {
    return this.#ahead;
  }

  /** Look whether to go on asking; to be called when something has changed. */
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
