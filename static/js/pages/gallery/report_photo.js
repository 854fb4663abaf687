/** Say something against a photo that is shown large: why, and to nobody but the hosts. */

import { ask } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { reason } from "../parts/reason.js";
import { addBarButton } from "./bar_button.js";
import { ViewerDialog } from "./viewer_dialog.js";

/** @import { Photo } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

export class ReportPhoto {
  #viewer;
  #find;
  #dialog;
  #said = element("#report-said", HTMLElement);
  #ways = element("#report-ways", HTMLElement);
  /** @type {Photo | null} */
  #photo = null;

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   */
  constructor(viewer, find) {
    this.#viewer = viewer;
    this.#find = find;
    this.#dialog = new ViewerDialog(viewer, element("#report", HTMLDialogElement));
  }

  connect() {
    addBarButton(this.#viewer, { name: "report", order: 7, icon: "flag", title: word("report"), onClick: () => this.#open() });
    const signal = this.#dialog.connect();
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.#ways.querySelectorAll("[data-reason]"))) {
      button.addEventListener("click", () => void this.#send(button.dataset["reason"] ?? ""), { signal });
    }
  }

  #open() {
    this.#photo = this.#find();
    if (!this.#photo) return;
    this.#ways.hidden = false;
    this.#said.textContent = "";
    this.#dialog.open();
  }

  /** @param {string} why */
  async #send(why) {
    const photo = this.#photo;
    if (!photo) return;
    try {
      await ask(`/api/photo/${photo.id}/report`, { method: "POST", json: { reason: why } });
      this.#said.textContent = word("reported");
      this.#ways.hidden = true;
    } catch (error) {
      this.#said.textContent = reason(error, "report-away");
    }
  }
}
