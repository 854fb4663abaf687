/** Whether this machine is fast enough for motion. After stutters it gets cuts, and later another try. */

/** A change that loses more of its frames than this counts as a stutter. */
const MOST_LOST = 0.35;
const BAD_IN_A_ROW = 2;
/** This many changes are cuts before motion is tried again. The number doubles each time that it fails. */
const FIRST_CUTS = 20;
const MOST_CUTS = 320;
const FRAME_MS = 1000 / 60;

export class Motion {
  #bad = 0;
  #cutsLeft = 0;
  #cuts = FIRST_CUTS;

  /** Take the next change. False if it must be a cut. */
  next() {
    if (this.#cutsLeft === 0) return true;
    this.#cutsLeft -= 1;
    return false;
  }

  /**
   * Note how a change went.
   * @param {number} lost how many frames did not come
   * @param {number} tookMs
   */
  note(lost, tookMs) {
    if (lost <= MOST_LOST * (tookMs / FRAME_MS)) {
      this.#bad = 0;
      this.#cuts = FIRST_CUTS;
      return;
    }
    this.#bad += 1;
    // A machine that has been calm before needs no second proof.
    if (this.#bad < BAD_IN_A_ROW && this.#cuts === FIRST_CUTS) return;
    this.#bad = 0;
    this.#cutsLeft = this.#cuts;
    this.#cuts = Math.min(MOST_CUTS, 2 * this.#cuts);
  }
}
