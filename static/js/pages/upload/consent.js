/** What the host asks of those who send: a note on privacy, and a box to tick where the host has words for one. */

import { element } from "../parts/element.js";

export class Consent {
  #note = element("#privacy-note", HTMLElement);
  #asking = element("#consenting", HTMLElement);
  #box = element("#consent", HTMLInputElement);
  #words = element("#consent-words", HTMLElement);

  /** Whether there is a box and it is not ticked. */
  get isLacking() {
    return !this.#asking.hidden && !this.#box.checked;
  }

  /** What is agreed to; empty where nothing is asked. */
  get words() {
    return this.#asking.hidden ? "" : (this.#words.textContent ?? "").trim();
  }

  /** Follow the host's words; other words are something else to agree to. @param {{privacy_note: string, consent: string}} party */
  show({ privacy_note, consent }) {
    this.#note.textContent = privacy_note;
    this.#note.hidden = privacy_note === "";
    if (this.#words.textContent !== consent) this.#box.checked = false;
    this.#words.textContent = consent;
    this.#asking.hidden = consent === "";
  }

  focus() {
    this.#box.focus();
  }
}
