/** Originals that wait for a better connection, and the button that sends them all the same. */

import { counted } from "../../helpers/counted.js";
import { element } from "../parts/element.js";
import { countedKind, wordOfKind } from "./kind_words.js";

/** @import { Carrier } from "./carrier.js" */

export class Originals {
  #carrier;
  #line = element("#held", HTMLElement);
  #words = element("#held-words", HTMLElement);
  #button = element("#send-originals", HTMLButtonElement);

  /** @param {Carrier} carrier */
  constructor(carrier) {
    this.#carrier = carrier;
  }

  connect() {
    this.#button.addEventListener("click", () => this.#carrier.queue.release());
  }

  show() {
    const { held } = this.#carrier.queue;
    this.#line.hidden = held.length === 0;
    if (held.length === 0) return;
    const isForWord = this.#carrier.originalsWaitFor === "word";
    this.#words.textContent = isForWord ? counted("held-word", held.length) : countedKind("held", held);
    this.#button.textContent = wordOfKind("send-held", held);
  }
}
