/** The photos on the walls now, each with [Hide]. It polls every few seconds while the page is visible. */

import { rendition } from "../../helpers/photo.js";
import { placeholderUrl } from "../../helpers/placeholder.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Photo } from "../../types.js" */

const ASK_EVERY_MS = 3000;
/** This poll also shows a device within a second that its pass has ended: the request is refused. */
const ASK_EVERY_MS_BY_PASS = 700;

export class Now {
  #ask;
  #onHide;
  #everyMs;
  #list = element("#now", HTMLElement);
  #none = element("#now-none", HTMLElement);
  /** The photos shown here, to detect changes. */
  #shown = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * `ask` returns the photos that are on walls now, or null when nobody answered.
   * @param {{ask: () => Promise<{screens: number, photos: Photo[]} | null>, onHide: (id: string) => void,
   *   isPass: boolean}} options
   */
  constructor({ ask, onHide, isPass }) {
    this.#everyMs = isPass ? ASK_EVERY_MS_BY_PASS : ASK_EVERY_MS;
    this.#ask = ask;
    this.#onHide = onHide;
    document.addEventListener("visibilitychange", () => void this.look());
  }

  /** Ask now, and from now on. */
  async look() {
    clearTimeout(this.#timer);
    if (document.visibilityState !== "visible") return;
    const answer = await this.#ask();
    if (answer) this.#show(answer.screens, answer.photos);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), this.#everyMs);
  }

  /** @param {string} id a photo that has just gone */
  remove(id) {
    this.#list.querySelector(`[data-now="${id}"]`)?.remove();
    this.#shown = "";
  }

  /**
   * @param {number} screens
   * @param {Photo[]} photos
   */
  #show(screens, photos) {
    this.#none.hidden = photos.length > 0;
    this.#none.textContent = word(screens > 0 ? "now-empty" : "now-no-wall");
    const shown = photos.map(({ id, change }) => `${id} ${change}`).join();
    // A finger misses a rebuilt button.
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...photos.map((photo) => this.#card(photo)));
  }

  /** @param {Photo} photo */
  #card(photo) {
    const copy = element("#now-one", HTMLTemplateElement).content.cloneNode(true);
    const card = element(".now__one", HTMLElement, /** @type {DocumentFragment} */ (copy));
    const who = photo.author || word("somebody");
    const image = element("img", HTMLImageElement, card);
    const hide = element("button", HTMLButtonElement, card);
    const placeholder = placeholderUrl(photo.placeholder);
    card.dataset["now"] = photo.id;
    image.alt = word(photo.media === "video" ? "now-video-by" : "now-photo-by", { who });
    image.style.backgroundImage = placeholder ? `url("${placeholder}")` : "";
    image.src = rendition(photo, "thumb")?.url ?? placeholder;
    element(".now__who", HTMLElement, card).textContent = who;
    element(".now__caption", HTMLElement, card).textContent = photo.caption;
    hide.setAttribute("aria-label", word("now-hide", { who }));
    hide.addEventListener("click", () => {
      hide.disabled = true;
      this.#onHide(photo.id);
    });
    return card;
  }
}
