/** Who sees the photo that is shown large: guests say it of their own, hosts of any. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { asksAsHost } from "./as_host.js";

/** @import { Photo } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

export class AccessPhoto {
  #viewer;
  #find;
  #dialog = element("#access", HTMLDialogElement);
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
  }

  connect() {
    /** @type {HTMLElement | null} */
    let made = null;
    this.#viewer.ui?.registerElement({
      name: "access",
      order: 7,
      isButton: true,
      tagName: "button",
      title: word("access"),
      ariaLabel: word("access"),
      appendTo: "bar",
      onInit: (button) => {
        made = button;
        button.hidden = true;
        button.classList.add("pswp__button--ours");
        button.append(element('[data-icon="people"]', HTMLTemplateElement).content.cloneNode(true));
      },
      onClick: () => this.#open(),
    });
    const show = async () => {
      const photo = this.#find();
      const may = photo !== null && (photo.mine || (await asksAsHost()));
      if (made && photo === this.#find()) made.hidden = !may;
    };
    this.#viewer.on("change", () => void show());
    const listening = new AbortController();
    const { signal } = listening;
    this.#viewer.on("destroy", () => {
      listening.abort();
      this.#dialog.close();
      document.body.append(this.#dialog);
    });
    // While it is open, it gets the keys, and not the viewer behind it.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
    for (const button of this.#buttons()) {
      button.addEventListener("click", () => void this.#choose(button.dataset["access"] ?? ""), { signal });
    }
  }

  #open() {
    this.#photo = this.#find();
    if (!this.#photo) return;
    this.#said.textContent = "";
    this.#show(this.#photo.access);
    // Inside the viewer, because the viewer takes the focus back from anything outside.
    this.#viewer.element?.append(this.#dialog);
    this.#dialog.showModal();
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
      if (error instanceof Refused) this.#said.textContent = error.message;
      else if (error instanceof Unreachable) this.#said.textContent = word("report-away");
      else throw error;
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
