/** The steps of one editing session: the current edit, and the undo and redo steps. */

import { isSame } from "../helpers/edit.js";

/** @import { Edit } from "../types.js" */

export const MOST_STEPS = 100;

export class EditHistory {
  /** @type {Edit[]} */
  #steps;
  #at = 0;
  #onChange;

  /**
   * @param {Edit} first
   * @param {() => void} onChange
   */
  constructor(first, onChange) {
    this.#steps = [first];
    this.#onChange = onChange;
  }

  /** @returns {Edit} */
  get now() {
    return this.#steps[this.#at] ?? {};
  }

  get canUndo() {
    return this.#at > 0;
  }

  get canRedo() {
    return this.#at < this.#steps.length - 1;
  }

  /** Whether there is anything to save. */
  get isChanged() {
    return !isSame(this.now, this.#steps[0] ?? {});
  }

  /**
   * Add a step. With `isFine` it replaces the last one, as while a finger is on a slider.
   * @param {Edit} edit
   * @param {boolean} [isFine]
   */
  take(edit, isFine = false) {
    if (isSame(edit, this.now)) return;
    this.#steps.length = this.#at + 1;
    if (isFine && this.#at > 0) this.#steps[this.#at] = edit;
    else {
      this.#steps.push(edit);
      // Keep the first one: changes are measured against it.
      if (this.#steps.length > MOST_STEPS) this.#steps.splice(1, 1);
      this.#at = this.#steps.length - 1;
    }
    this.#onChange();
  }

  undo() {
    if (!this.canUndo) return;
    this.#at -= 1;
    this.#onChange();
  }

  redo() {
    if (!this.canRedo) return;
    this.#at += 1;
    this.#onChange();
  }
}
