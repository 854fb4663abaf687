/** Limits the upload speed: after each piece it waits until the piece's time at the limit is over. */

import { CLOCK } from "./clock.js";

const BITS = 8;
/** How long a piece takes at the limit. Shorter ones would cost too many requests. */
const PIECE_S = 2;
const LEAST_PIECE_BYTES = 32 * 1024;

export class SpeedLimit {
  #clock;
  #freeAt = 0;
  /** In kbit/s; 0 is no limit. */
  kbits = 0;

  /** @param {import("./clock.js").Clock} [clock] */
  constructor(clock = CLOCK) {
    this.#clock = clock;
  }

  /**
   * Return how large a piece may be, so that the pauses are short.
   * @param {number} mostBytes
   */
  pieceBytes(mostBytes) {
    if (!this.kbits) return mostBytes;
    return Math.min(mostBytes, Math.max(LEAST_PIECE_BYTES, Math.round((this.kbits * 1000 * PIECE_S) / BITS)));
  }

  /**
   * Wait until this many bytes may be sent. All uploads share the limit.
   * @param {number} bytes
   * @returns {Promise<void>}
   */
  take(bytes) {
    const now = this.#clock.now();
    const at = Math.max(now, this.#freeAt);
    if (!this.kbits) return Promise.resolve();
    // kbit/s are bits in a millisecond.
    this.#freeAt = at + (bytes * BITS) / this.kbits;
    return at > now ? new Promise((resolve) => this.#clock.setTimer(() => resolve(), at - now)) : Promise.resolve();
  }
}

/** The one limit of this page or worker. */
export const SPEED = new SpeedLimit();
