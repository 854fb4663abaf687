/** A greeting without a photo: the guest's words become a card, which goes the way of any picture. */

import { drawCard } from "../../helpers/draw_card.js";
import { oneLine } from "../../models/upload.js";
import { element } from "../parts/element.js";

export class Greeting {
  #all = element("#greeting", HTMLDetailsElement);
  #words = element("#greeting-words", HTMLTextAreaElement);
  #make = element("#greeting-make", HTMLButtonElement);
  #failed = element("#greeting-failed", HTMLElement);

  /** @param {(file: File, words: string) => void} onCard */
  constructor(onCard) {
    element("#greeting-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#draw(onCard);
    });
  }

  /** The host allows greetings, or does not any more; what is being typed stays. @param {boolean} isAllowed */
  setAllowed(isAllowed) {
    this.#all.hidden = !isAllowed;
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.#make.disabled = !isOpen;
  }

  /** @param {(file: File, words: string) => void} onCard */
  async #draw(onCard) {
    const words = oneLine(this.#words.value);
    if (!words) return;
    this.#make.disabled = true;
    const { direction, fontFamily } = getComputedStyle(this.#words);
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--accent-on-light").trim();
    const look = { colour, font: fontFamily, direction: /** @type {CanvasDirection} */ (direction) };
    const card = await drawCard(words, look);
    this.#make.disabled = false;
    this.#failed.hidden = card !== null;
    if (!card) return;
    this.#words.value = "";
    this.#all.open = false;
    onCard(card, words);
  }
}
