/** Ask once more before a photo is deleted for good. */

import { Refused, ask } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Card } from "./card.js" */

export class DeleteDialog {
  #dialog;
  #picture;
  #result;
  #button;
  #onDeleted;
  /** @type {Card | null} */
  #card = null;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {(card: Card) => void} onDeleted
   */
  constructor(dialog, onDeleted) {
    this.#dialog = dialog;
    this.#onDeleted = onDeleted;
    this.#picture = element("[data-ask-picture]", HTMLImageElement, dialog);
    this.#result = element("[data-ask-result]", HTMLElement, dialog);
    this.#button = element("[data-ask-delete]", HTMLButtonElement, dialog);
    this.#button.addEventListener("click", () => this.#delete());
  }

  /** @param {Card} card */
  open(card) {
    this.#card = card;
    this.#picture.src = card.pictureUrl;
    this.#say("");
    this.#dialog.showModal();
  }

  /**
   * Tell whether it is asking about this photo now.
   * @param {Card} card
   */
  isAbout(card) {
    return this.#dialog.open && this.#card === card;
  }

  close() {
    this.#dialog.close();
  }

  async #delete() {
    const card = this.#card;
    // A second tap finds the first still on its way.
    if (!card || this.#button.getAttribute("aria-disabled") === "true") return;
    this.#button.setAttribute("aria-disabled", "true");
    this.#say(word("deleting"));
    try {
      await ask(`/api/photo/${card.id}`, { method: "DELETE" });
      this.#finish(card);
    } catch (error) {
      // Deleted by another tab or the host: what was wanted is so.
      if (error instanceof Refused && error.status === 404) this.#finish(card);
      else this.#say(error instanceof Refused ? error.message : word("away"));
    } finally {
      this.#button.removeAttribute("aria-disabled");
    }
  }

  /** @param {Card} card */
  #finish(card) {
    if (this.isAbout(card)) this.close();
    this.#onDeleted(card);
  }

  /** @param {string} text */
  #say(text) {
    this.#result.textContent = text;
  }
}
