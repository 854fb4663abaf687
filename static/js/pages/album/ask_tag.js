/** Asks for a tag for the chosen photos, and suggests existing tags while one types. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { element } from "../parts/element.js";

/** @import { Suggestion } from "../../types.js" */

const TYPING_MS = 180;

export class AskTag {
  #dialog = element("#tag-several", HTMLDialogElement);
  #field = element("#tag-several-field", HTMLInputElement);
  #known = element("#tag-several-known", HTMLDataListElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.#field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#offer(), TYPING_MS);
    });
    element("#tag-several-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
  }

  /** @returns {Promise<string>} the tag, or nothing where somebody thought better of it */
  ask() {
    this.#field.value = "";
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
    void this.#offer();
    return new Promise((done) => {
      this.#dialog.addEventListener(
        "close",
        () => done(this.#dialog.returnValue === "give" ? this.#field.value.trim() : ""),
        { once: true },
      );
    });
  }

  async #offer() {
    try {
      const answer = await ask(`/api/tags?q=${encodeURIComponent(this.#field.value)}`);
      this.#known.replaceChildren(
        ...answer.suggestions.map((/** @type {Suggestion} */ one) => new Option(one.label, one.label)),
      );
    } catch (error) {
      // A tag can be typed without suggestions.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  }
}
