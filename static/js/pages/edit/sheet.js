/** One of my photos, large, with its words: what a tap in the grid opens. */

import { element } from "../parts/element.js";

/** @import { Card } from "./card.js" */

export class Sheet {
  #dialog;
  #picture;
  #link;
  #place;
  /** @type {Card | null} */
  #card = null;

  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.#dialog = dialog;
    this.#picture = element("[data-sheet-picture]", HTMLImageElement, dialog);
    this.#link = element("[data-sheet-link]", HTMLAnchorElement, dialog);
    this.#place = element("[data-sheet-place]", HTMLElement, dialog);
    element("[data-sheet-close]", HTMLElement, dialog).addEventListener("click", () => this.close());
    dialog.addEventListener("click", (event) => event.target === dialog && this.close());
    dialog.addEventListener("close", () => this.#leave());
  }

  /** @param {Card} card */
  open(card) {
    this.#card = card;
    this.#picture.src = card.pictureUrl;
    this.#picture.alt = card.description;
    this.#link.href = card.largeUrl;
    this.#place.append(card.edit);
    this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }

  /** @param {Card} card that is gone */
  leave(card) {
    if (this.#card === card) this.close();
  }

  #leave() {
    const card = this.#card;
    this.#card = null;
    if (!card) return;
    card.settle();
    card.takeBack();
    card.focus();
  }
}
