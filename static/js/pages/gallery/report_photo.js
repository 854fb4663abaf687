/** Say something against a photo that is shown large: why, and to nobody but the hosts. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Photo } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

export class ReportPhoto {
  #viewer;
  #find;
  #dialog = element("#report", HTMLDialogElement);
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
  }

  connect() {
    this.#viewer.ui?.registerElement({
      name: "report",
      order: 7,
      isButton: true,
      tagName: "button",
      title: word("report"),
      ariaLabel: word("report"),
      appendTo: "bar",
      onInit: (button) => {
        button.classList.add("pswp__button--ours");
        const template = element('[data-icon="flag"]', HTMLTemplateElement);
        button.append(template.content.cloneNode(true));
      },
      onClick: () => this.#open(),
    });
    const listening = new AbortController();
    const { signal } = listening;
    this.#viewer.on("destroy", () => {
      listening.abort();
      this.#dialog.close();
      document.body.append(this.#dialog);
    });
    // Keys are the question's while it is open, and not the viewer's behind it.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.#ways.querySelectorAll("[data-reason]"))) {
      button.addEventListener("click", () => void this.#send(button.dataset["reason"] ?? ""), { signal });
    }
  }

  #open() {
    this.#photo = this.#find();
    if (!this.#photo) return;
    this.#ways.hidden = false;
    this.#said.textContent = "";
    // Inside the viewer, which takes the focus back from anything outside of it.
    this.#viewer.element?.append(this.#dialog);
    this.#dialog.showModal();
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
      if (error instanceof Refused) this.#said.textContent = error.message;
      else if (error instanceof Unreachable) this.#said.textContent = word("report-away");
      else throw error;
    }
  }
}
