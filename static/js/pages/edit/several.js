/** Choose several photos by taps, then give all of them words or delete them together. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Card } from "./card.js" */

export class Several {
  #cards;
  #bar = element("[data-several]", HTMLElement);
  #toggle = element("[data-pick]", HTMLButtonElement);
  #isOn = false;

  /**
   * @param {Map<string, Card>} cards
   * @param {{onWords: (cards: Card[]) => void, onDelete: (cards: Card[]) => void}} options
   */
  constructor(cards, { onWords, onDelete }) {
    this.#cards = cards;
    this.#toggle.addEventListener("click", () => this.#turn(!this.#isOn));
    element("[data-several-words]", HTMLElement, this.#bar).addEventListener("click", () => onWords(this.#chosen));
    element("[data-several-delete]", HTMLElement, this.#bar).addEventListener("click", () => onDelete(this.#chosen));
    const share = this.#bar.querySelector("[data-several-share]");
    share?.addEventListener("formdata", (event) => {
      if (event instanceof FormDataEvent) for (const { id } of this.#chosen) event.formData.append("photo", id);
    });
  }

  end() {
    this.#turn(false);
  }

  /** Say how many are chosen now. */
  show() {
    const count = this.#chosen.length;
    this.#bar.hidden = count === 0;
    element("[data-several-count]", HTMLElement, this.#bar).textContent = count > 0 ? counted("chosen", count) : "";
  }

  get #chosen() {
    return [...this.#cards.values()].filter((card) => card.isChosen);
  }

  /** @param {boolean} isOn */
  #turn(isOn) {
    this.#isOn = isOn;
    this.#toggle.setAttribute("aria-pressed", String(isOn));
    this.#toggle.textContent = word(isOn ? "choose-done" : "choose-several");
    for (const card of this.#cards.values()) card.setChoosing(isOn);
    this.show();
  }
}
