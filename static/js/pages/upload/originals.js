/** Originals that wait for a better connection, and the button that sends them all the same. */

import { connection, isCostly } from "../../helpers/connection.js";
import { counted } from "../../helpers/counted.js";
import { element } from "../parts/element.js";

/** @import { UploadQueue } from "../../models/upload_queue.js" */

export class Originals {
  #queue;
  #line = element("#held", HTMLElement);
  #words = element("#held-words", HTMLElement);
  #list = element("#held-here", HTMLElement);
  #thanks = element("#held-in-thanks", HTMLElement);
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

  /** @param {boolean} isDone whether all are on the wall: then the button belongs to the thanks, which cover it */
  show(isDone) {
    const place = isDone ? this.#thanks : this.#list;
    if (this.#line.parentElement !== place) place.append(this.#line);
    const count = this.#queue.holdsOriginals ? this.#queue.originalsToCome : 0;
    this.#line.hidden = count === 0;
    if (count > 0) this.#words.textContent = counted("held", count);
  }

  #look() {
    this.#queue.holdsOriginals = !this.#isAllowed && isCostly(connection());
  }
}
