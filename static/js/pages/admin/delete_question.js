/** The question before a photo is deleted for good, with its picture, so that the host sees whether it is right. */

import { counted } from "../../helpers/counted.js";
import { element } from "../parts/element.js";

const MOST_PICTURES = 4;

export class DeleteQuestion {
  #dialog = element("#ask", HTMLDialogElement);
  #title = element("#ask-title", HTMLElement);
  #pictures = element("#ask-pictures", HTMLElement);

  /**
   * Ask, and tell whether it is meant. `pictures` are the images that the page shows of the photos.
   * @param {HTMLImageElement[]} pictures
   * @param {number} count
   */
  async ask(pictures, count) {
    this.#title.textContent = counted("ask", count);
    this.#pictures.replaceChildren(
      ...pictures.slice(0, MOST_PICTURES).map((picture) => {
        const image = new Image();
        image.alt = picture.alt;
        image.src = picture.src;
        return image;
      }),
    );
    this.#dialog.returnValue = "keep";
    this.#dialog.showModal();
    await new Promise((resolve) => this.#dialog.addEventListener("close", resolve, { once: true }));
    this.#pictures.replaceChildren();
    return this.#dialog.returnValue === "delete";
  }
}
