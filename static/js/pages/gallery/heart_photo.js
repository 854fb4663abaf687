/** The heart beside a photo that is shown large: how many there are, and whether one is this guest's. */

import { Refused, Unreachable } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { addBarButton, showCount } from "./bar_button.js";

/** @import { Photo } from "../../types.js" */
/** @import { Hearts } from "../../models/hearts.js" */
/** @import PhotoSwipe from "photoswipe" */

export class HeartPhoto {
  #viewer;
  #find;
  #hearts;
  /** @type {HTMLElement | null} */
  #button = null;

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   * @param {Hearts} hearts
   */
  constructor(viewer, find, hearts) {
    this.#viewer = viewer;
    this.#find = find;
    this.#hearts = hearts;
  }

  connect() {
    addBarButton(this.#viewer, {
      name: "heart",
      order: 6,
      icon: "heart",
      hasCount: true,
      onInit: (button) => {
        this.#button = button;
        this.update();
      },
      onClick: () => void this.#press(),
    });
    this.#viewer.on("change", () => this.update());
  }

  /** Show how it is now. */
  update() {
    const photo = this.#find();
    if (!this.#button) return;
    this.#button.hidden = photo?.state !== "shown" || document.body.dataset["hearts"] !== "true";
    if (!photo) return;
    const isOwn = this.#hearts.isOwn(photo.id);
    this.#button.setAttribute("aria-pressed", String(isOwn));
    showCount(this.#button, word("heart", { count: photo.hearts }), photo.hearts);
  }

  async #press() {
    const photo = this.#find();
    if (!photo) return;
    try {
      await this.#hearts.toggle(photo);
    } catch (error) {
      // It looks as before, which says it.
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    }
    this.update();
  }
}
