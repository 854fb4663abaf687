/** Originals that wait for a better connection, and the button that sends them all the same. */

import { connection, isCostly } from "../../helpers/connection.js";
import { counted } from "../../helpers/counted.js";
import { element } from "../parts/element.js";

/** @import { UploadQueue } from "../../models/upload_queue.js" */

export class Originals {
  #queue;
  #line = element("#held", HTMLElement);
  #words = element("#held-words", HTMLElement);
  #isAllowed = false;

  /** @param {UploadQueue} queue */
  constructor(queue) {
    this.#queue = queue;
  }

  connect() {
    element("#send-originals", HTMLButtonElement).addEventListener("click", () => {
      this.#isAllowed = true;
      this.#look();
    });
    connection()?.addEventListener("change", () => this.#look());
    this.#look();
  }

  show() {
    const count = this.#queue.holdsOriginals ? this.#queue.originalsToCome : 0;
    this.#line.hidden = count === 0;
    if (count > 0) this.#words.textContent = counted("held", count);
  }

  #look() {
    this.#queue.holdsOriginals = !this.#isAllowed && isCostly(connection());
  }
}
