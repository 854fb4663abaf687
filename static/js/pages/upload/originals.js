/** Originals that wait for a better connection, and the button that sends them all the same. */

import { connection, isCostly } from "../../helpers/connection.js";
import { element } from "../parts/element.js";
import { countedKind, wordOfKind } from "./kind_words.js";

/** @import { UploadQueue } from "../../models/upload_queue.js" */

export class Originals {
  #queue;
  #line = element("#held", HTMLElement);
  #words = element("#held-words", HTMLElement);
  #button = element("#send-originals", HTMLButtonElement);
  #list = element("#held-here", HTMLElement);
  #thanks = element("#held-in-thanks", HTMLElement);
  #isAllowed = false;

  /** @param {UploadQueue} queue */
  constructor(queue) {
    this.#queue = queue;
  }

  connect() {
    this.#button.addEventListener("click", () => {
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
    const held = this.#queue.holdsOriginals ? this.#queue.toFollow : [];
    this.#line.hidden = held.length === 0;
    if (held.length === 0) return;
    this.#words.textContent = countedKind("held", held);
    this.#button.textContent = wordOfKind("send-held", held);
  }

  #look() {
    this.#queue.holdsOriginals = !this.#isAllowed && isCostly(connection());
  }
}
