/** New words of photos that are shown: the old ones and the new, and what is to become of them. */

import { rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { WaitingWords } from "../../types.js" */

export class NewWordsList {
  #section = element("#new-words", HTMLElement);
  #list = element("#new-words-list", HTMLElement);
  #row = element("#new-words-row", HTMLTemplateElement);
  #onDecide;
  /** What the list shows: a button that is rebuilt under a finger is missed. */
  #shown = "";

  /** @param {(what: "approve" | "refuse", words: WaitingWords) => void} onDecide */
  constructor(onDecide) {
    this.#onDecide = onDecide;
  }

  /** @param {readonly WaitingWords[]} words */
  show(words) {
    const shown = words.map(({ no }) => no).join();
    this.#section.hidden = words.length === 0;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...words.map((one) => this.#node(one)));
  }

  /** @param {WaitingWords} words */
  #node(words) {
    const copy = /** @type {DocumentFragment} */ (this.#row.content.cloneNode(true));
    const node = element(".new-words__one", HTMLElement, copy);
    const image = element("img", HTMLImageElement, node);
    image.src = rendition(words.photo, "thumb")?.url ?? "";
    element("[data-old]", HTMLElement, node).textContent = wordsOf(words.photo);
    element("[data-new]", HTMLElement, node).textContent = wordsOf(words);
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (node.querySelectorAll("[data-words-do]"))) {
      const what = button.dataset["wordsDo"] === "approve" ? "approve" : "refuse";
      button.addEventListener("click", () => this.#onDecide(what, words));
    }
    return node;
  }
}

/** @param {{author: string, caption: string}} words */
function wordsOf({ author, caption }) {
  return [caption, author].filter(Boolean).join(" · ") || word("no-words");
}
