/** A line that tells what was done and offers the undo for a while. The photo itself offers it for ever. */

import { element } from "../parts/element.js";

const SHOWN_MS = 8_000;

export class Toast {
  #box = element("#toast", HTMLElement);
  #words = element("#toast-words", HTMLElement);
  #undo = element("#undo", HTMLButtonElement);
  /** @type {(() => void) | null} */
  #onUndo = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.#undo.addEventListener("click", () => {
      const undo = this.#onUndo;
      this.#close();
      undo?.();
    });
    // Do not hide it from somebody who is about to press it.
    for (const event of ["pointerenter", "focusin"]) this.#box.addEventListener(event, () => this.#hold());
    for (const event of ["pointerleave", "focusout"]) this.#box.addEventListener(event, () => this.#wait());
  }

  /**
   * @param {string} sentence
   * @param {(() => void) | null} [onUndo]
   */
  show(sentence, onUndo = null) {
    this.#onUndo = onUndo;
    this.#undo.hidden = onUndo === null;
    this.#box.hidden = false;
    this.#words.textContent = sentence;
    this.#wait();
  }

  /**
   * Append to the message, if it is still shown.
   * @param {string} sentence
   * @param {string} more
   */
  add(sentence, more) {
    if (this.#box.hidden || !this.#words.textContent?.startsWith(sentence)) return;
    if (this.#words.textContent === `${sentence} ${more}`) return;
    this.#words.textContent = `${sentence} ${more}`;
    this.#wait();
  }

  #hold() {
    clearTimeout(this.#timer);
  }

  #wait() {
    this.#hold();
    this.#timer = setTimeout(() => this.#close(), SHOWN_MS);
  }

  #close() {
    this.#hold();
    this.#box.hidden = true;
    this.#words.textContent = "";
    this.#onUndo = null;
  }
}
