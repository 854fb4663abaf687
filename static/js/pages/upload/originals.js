/** Originals that wait for a better connection, and the button that sends them all the same. */

import { element } from "../parts/element.js";
import { countedKind, wordOfKind } from "./kind_words.js";

/** @import { UploadQueue } from "../../models/upload_queue.js" */

export class Originals {
  #queue;
  #line = element("#held", HTMLElement);
  #words = element("#held-words", HTMLElement);
  #button = element("#send-originals", HTMLButtonElement);

  /** @param {UploadQueue} queue */
  constructor(queue) {
    this.#queue = queue;
  }

  connect() {
    this.#button.addEventListener("click", () => this.#queue.release());
  }

  show() {
    const { held } = this.#queue;
    this.#line.hidden = held.length === 0;
    if (held.length === 0) return;
    this.#words.textContent = countedKind("held", held);
    this.#button.textContent = wordOfKind("send-held", held);
  }
}
