/** Ask once more before photos are deleted for good. */

import { counted } from "../../helpers/counted.js";
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
  /** @type {Card[]} */
  #cards = [];

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

  /** @param {Card[]} cards */
  open(cards) {
    const [first] = cards;
    if (!first) return;
    this.#cards = cards;
    this.#picture.src = first.pictureUrl;
    for (const part of ["title", "text", "keep"]) {
      element(`[data-ask-${part}]`, HTMLElement, this.#dialog).textContent = counted(`ask-${part}`, cards.length);
    }
    this.#say("");
    this.#dialog.showModal();
  }

  /**
   * Note that a photo is gone, whoever deleted it. Return whether this dialog asked about it.
   * @param {Card} card
   */
  leave(card) {
    if (!this.#dialog.open || !this.#cards.includes(card)) return false;
    this.#cards = this.#cards.filter((one) => one !== card);
    if (this.#cards.length === 0) this.#dialog.close();
    return true;
  }

  async #delete() {
    // A second tap, while the first request is under way.
    if (this.#button.getAttribute("aria-disabled") === "true") return;
    this.#button.setAttribute("aria-disabled", "true");
    this.#say(word("deleting"));
    try {
      for (const card of [...this.#cards]) {
        await deleteOne(card.id);
        this.leave(card);
        this.#onDeleted(card);
      }
    } catch (error) {
      this.#say(error instanceof Refused ? error.message : word("away"));
    } finally {
      this.#button.removeAttribute("aria-disabled");
    }
  }

  /** @param {string} text */
  #say(text) {
    this.#result.textContent = text;
  }
}

/** @param {string} id */
async function deleteOne(id) {
  try {
    await ask(`/api/photo/${id}`, { method: "DELETE" });
  } catch (error) {
    // Deleted by another tab or the host, so the goal is reached.
    if (!(error instanceof Refused && error.status === 404)) throw error;
  }
}
