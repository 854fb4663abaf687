/** The photos that are pinned to the screens, each with a button that unpins it. */

import { Refused, Unreachable } from "../../helpers/http.js";
import { rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Photo } from "../../types.js" */
/** @import { Ask } from "../../models/host_screens.js" */

export class Pinned {
  #ask;
  #onUnpin;
  #part = element("#pins-part", HTMLElement);
  #list = element("#pins", HTMLElement);
  #shown = "";

  /** @param {{ask: Ask, onUnpin: (id: string) => void}} options */
  constructor({ ask, onUnpin }) {
    this.#ask = ask;
    this.#onUnpin = onUnpin;
  }

  /** @param {string[]} ids */
  async show(ids) {
    if (ids.join() === this.#shown) return;
    this.#shown = ids.join();
    const photos = await Promise.all(ids.map((id) => this.#find(id)));
    this.#part.hidden = ids.length === 0;
    this.#list.replaceChildren(...photos.filter((photo) => photo !== null).map((photo) => this.#card(photo)));
  }

  /**
   * Return a photo, or null for one that was taken down.
   * @param {string} id
   * @returns {Promise<Photo | null>}
   */
  async #find(id) {
    try {
      return (await this.#ask(`/api/photo/${id}`)).photo;
    } catch (error) {
      if (error instanceof Refused || error instanceof Unreachable) return null;
      throw error;
    }
  }

  /** @param {Photo} photo */
  #card(photo) {
    const copy = /** @type {DocumentFragment} */ (element("#pin-one", HTMLTemplateElement).content.cloneNode(true));
    const card = element(".pin", HTMLElement, copy);
    const who = photo.author || word("somebody");
    const image = element("img", HTMLImageElement, card);
    image.alt = word("screen-shows", { who });
    image.src = rendition(photo, "thumb")?.url ?? "";
    const off = element("button", HTMLButtonElement, card);
    off.setAttribute("aria-label", word("unpin-it", { who }));
    off.addEventListener("click", () => this.#onUnpin(photo.id));
    return card;
  }
}
