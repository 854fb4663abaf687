/** One caption or one name for several photos at once. */

import { counted } from "../../helpers/counted.js";
import { Refused, ask } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Card } from "./card.js" */

export class WordsDialog {
  #dialog;
  #form;
  #result;
  #onSaved;
  #isSaving = false;
  /** @type {Card[]} */
  #cards = [];

  /**
   * @param {HTMLDialogElement} dialog
   * @param {(words: string) => void} onSaved all of it is saved, and this says so
   */
  constructor(dialog, onSaved) {
    this.#dialog = dialog;
    this.#onSaved = onSaved;
    this.#form = element("[data-words-form]", HTMLFormElement, dialog);
    this.#result = element("[data-words-result]", HTMLElement, dialog);
    element("[data-words-cancel]", HTMLElement, dialog).addEventListener("click", () => dialog.close());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save();
    });
  }

  /** @param {Card[]} cards */
  open(cards) {
    this.#cards = cards;
    this.#form.reset();
    this.#result.textContent = "";
    element("[data-words-title]", HTMLElement, this.#dialog).textContent = counted("words-title", cards.length);
    this.#dialog.showModal();
  }

  async #save() {
    /** @type {Record<string, string>} */
    const words = {};
    for (const [name, text] of new FormData(this.#form)) if (typeof text === "string" && text.trim()) words[name] = text;
    if (this.#isSaving) return;
    if (Object.keys(words).length === 0) {
      this.#dialog.close();
      return;
    }
    this.#isSaving = true;
    this.#result.textContent = word("saving");
    const total = this.#cards.length;
    let why = "";
    /** @type {Card[]} */
    const missed = [];
    for (const card of this.#cards) {
      try {
        const { photo } = await ask(`/api/photo/${card.id}`, { method: "PUT", json: words });
        card.update(photo);
      } catch (error) {
        missed.push(card);
        why = error instanceof Refused ? error.message : word("away");
      }
    }
    this.#isSaving = false;
    // A second tap on "Save" is for those that were missed.
    this.#cards = missed;
    this.#result.textContent = missed.length > 0 ? counted("words-missed", missed.length, { why }) : "";
    if (missed.length > 0) return;
    this.#dialog.close();
    this.#onSaved(counted("words-saved", total));
  }
}
