/** Who sees the photo that is shown large: guests say it of their own, hosts of any. */

import { ask } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { reason } from "../parts/reason.js";
import { asksAsHost } from "./as_host.js";
import { addBarButton } from "./bar_button.js";
import { ViewerDialog } from "./viewer_dialog.js";

/** @import { Photo } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

export class AccessPhoto {
  #viewer;
  #find;
  #dialog;
  #ways = element("#access-ways", HTMLElement);
  #said = element("#access-said", HTMLElement);
  /** @type {Photo | null} */
  #photo = null;

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   */
  constructor(viewer, find) {
    this.#viewer = viewer;
    this.#find = find;
    this.#dialog = new ViewerDialog(viewer, element("#access", HTMLDialogElement));
  }

  connect() {
    /** @type {HTMLElement | null} */
    let made = null;
    addBarButton(this.#viewer, {
      name: "access",
      order: 7,
      icon: "people",
      title: word("access"),
      onInit: (button) => {
        made = button;
        button.hidden = true;
      },
      onClick: () => this.#open(),
    });
    const show = async () => {
      const photo = this.#find();
      const may = photo !== null && (photo.mine || (await asksAsHost()));
      if (made && photo === this.#find()) made.hidden = !may;
    };
    this.#viewer.on("change", () => void show());
    const signal = this.#dialog.connect();
    for (const button of this.#buttons()) {
      button.addEventListener("click", () => void this.#choose(button.dataset["access"] ?? ""), { signal });
    }
  }

  #open() {
    this.#photo = this.#find();
    if (!this.#photo) return;
    this.#said.textContent = "";
    this.#show(this.#photo.access);
    this.#dialog.open();
  }

  /** @param {string} access */
  async #choose(access) {
    const photo = this.#photo;
    if (!photo) return;
    try {
      const answer = await ask(`/api/photo/${photo.id}`, { method: "PUT", json: { access } });
      this.#show(answer.photo.access);
      // The stricter wish counts, and the other one is somebody else's.
      const isAsWanted = answer.photo.access === access;
      this.#said.textContent = word(isAsWanted ? "access-saved" : photo.mine ? "access-by-hosts" : "access-by-sender");
    } catch (error) {
      this.#said.textContent = reason(error, "report-away");
    }
  }

  /** @param {string} access */
  #show(access) {
    for (const button of this.#buttons()) {
      button.setAttribute("aria-pressed", String(button.dataset["access"] === access));
    }
  }

  #buttons() {
    return /** @type {NodeListOf<HTMLButtonElement>} */ (this.#ways.querySelectorAll("[data-access]"));
  }
}
