/** A wait that holds everything of one kind: why, what the server said, and when it ends by itself. */

/** @import { Why } from "../helpers/retry_plan.js" */

/** As long as a timer can be set: something else ends such a wait. */
export const UNTIL_TOLD_MS = 2 ** 31 - 1;

export class Pause {
  #onEnd;
  /** @type {{why: Why, message: string, ahead: number | null} | null} */
  #current = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {() => void} onEnd called when the time is over, not when `end` is */
  constructor(onEnd) {
    this.#onEnd = onEnd;
  }

  /** What is waited for; null when nothing is. */
  get current() {
    return this.#current;
  }

  /** @param {Why[]} whys */
  isFor(...whys) {
    return this.#current !== null && whys.includes(this.#current.why);
  }

  /**
   * @param {{why: Why, delayMs: number, message: string, ahead: number | null}} wait
   */
  hold({ why, delayMs, message, ahead }) {
    clearTimeout(this.#timer);
    this.#current = { why, message, ahead };
    this.#timer = setTimeout(() => {
      this.end();
      this.#onEnd();
    }, delayMs);
  }

  end() {
    clearTimeout(this.#timer);
    this.#current = null;
  }
}
