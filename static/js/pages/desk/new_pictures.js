/** New pictures of photos that are shown: the old one and the new, and what is to become of them. */

import { rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { WaitingVersion } from "../../types.js" */

export class NewPicturesList {
  #section = element("#new-pictures", HTMLElement);
  #list = element("#new-pictures-list", HTMLElement);
  #row = element("#new-pictures-row", HTMLTemplateElement);
  #onDecide;
  /** What the list shows: a button that is rebuilt under a finger is missed. */
  #shown = "";

  /** @param {(what: "approve" | "refuse", picture: WaitingVersion) => void} onDecide */
  constructor(onDecide) {
    this.#onDecide = onDecide;
  }

  /** @param {readonly WaitingVersion[]} pictures */
  show(pictures) {
    const shown = pictures.map(({ no }) => no).join();
    this.#section.hidden = pictures.length === 0;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...pictures.map((one) => this.#node(one)));
  }

  /** @param {WaitingVersion} picture */
  #node(picture) {
    const copy = /** @type {DocumentFragment} */ (this.#row.content.cloneNode(true));
    const node = element(".new-words__one", HTMLElement, copy);
    const before = element("[data-old]", HTMLImageElement, node);
    const after = element("[data-new]", HTMLImageElement, node);
    before.src = rendition(picture.photo, "thumb")?.url ?? "";
    before.alt = word("old-picture");
    after.src = picture.url;
    after.alt = word("new-picture");
    element("[data-who]", HTMLElement, node).textContent = [picture.photo.caption, picture.photo.author].filter(Boolean).join(" · ");
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (node.querySelectorAll("[data-words-do]"))) {
      const what = button.dataset["wordsDo"] === "approve" ? "approve" : "refuse";
      button.addEventListener("click", () => this.#onDecide(what, picture));
    }
    return node;
  }
}
