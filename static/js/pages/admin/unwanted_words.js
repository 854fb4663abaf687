/** Try a list of unwanted words on the photos that are shown, before it is saved. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { TriedWords as Tried } from "../../types.js" */

export class UnwantedWords {
  #field = element("#set-unwanted_words", HTMLInputElement);
  #button = element("#try-words", HTMLButtonElement);
  #caught = element("#caught", HTMLElement);

  /** @param {{ask: (words: string) => Promise<Tried | null>}} options */
  constructor({ ask }) {
    this.#button.addEventListener("click", async () => {
      this.#button.disabled = true;
      const tried = await ask(this.#field.value);
      this.#button.disabled = false;
      if (tried) this.#show(tried);
    });
    this.#button.disabled = false;
  }

  /** @param {Tried} tried */
  #show({ tried, count, caught }) {
    const sum = document.createElement("p");
    sum.textContent = count > 0 ? counted("caught", count, { tried }) : word("caught-none", { tried });
    const list = document.createElement("ul");
    for (const one of caught) {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = word("caught-one-of-them", { word: one.word, words: [one.author, one.caption].filter(Boolean).join(": ") });
      list.append(item);
    }
    this.#caught.replaceChildren(sum, list);
  }
}
