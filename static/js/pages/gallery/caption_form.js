/** A photo's caption, which hosts write together: who comes second sees both texts, and nothing is lost. */

import { joined } from "../../helpers/joined.js";
import { ask, Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { reason } from "../parts/reason.js";

/** @import { Photo } from "../../types.js" */

export class CaptionForm {
  #form = element("#caption-form", HTMLFormElement);
  #field = element("#caption-field", HTMLTextAreaElement);
  #said = element("#caption-said", HTMLElement);
  #both = element("#caption-both", HTMLElement);
  #theirs = element("#caption-theirs", HTMLElement);
  /** The text that ours began with, and what the server has by now where that is another one. */
  #before = "";
  #now = "";
  #id = "";

  /** @param {AbortSignal} signal ends it */
  connect(signal) {
    this.#form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        void this.#save();
      },
      { signal },
    );
    this.#both.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-take]") : null;
      if (button instanceof HTMLElement) this.#settle(button.dataset["take"] ?? "");
    }, { signal });
  }

  /**
   * @param {Photo} photo
   * @param {boolean} isOffered greetings have their words in the picture
   */
  open(photo, isOffered) {
    this.#form.hidden = !isOffered || photo.media === "card";
    this.#id = photo.id;
    this.#before = this.#field.value = photo.caption;
    this.#said.textContent = "";
    this.#both.hidden = true;
  }

  async #save() {
    try {
      const json = { caption: this.#field.value, caption_was: this.#before };
      const { photo } = await ask(`/api/photo/${this.#id}`, { method: "PUT", json });
      this.#before = this.#field.value = photo.caption;
      this.#both.hidden = true;
      this.#said.textContent = word("caption-saved");
    } catch (error) {
      this.#said.textContent = reason(error, "report-away");
      if (error instanceof Refused && error.code === "CAPTION_CHANGED") this.#overtaken(error.caption);
    }
  }

  /** @param {string} now what somebody else has written meanwhile */
  #overtaken(now) {
    this.#now = now;
    this.#theirs.textContent = this.#now;
    this.#both.hidden = false;
    element("button", HTMLButtonElement, this.#both).focus();
  }

  /** @param {string} what both texts as one, or ours, or theirs: the field has it, and saving comes next */
  #settle(what) {
    if (what === "both") this.#field.value = joined(this.#before, this.#now, this.#field.value);
    if (what === "theirs") this.#field.value = this.#now;
    this.#before = this.#now;
    this.#both.hidden = true;
    this.#said.textContent = "";
    this.#field.focus();
  }
}
