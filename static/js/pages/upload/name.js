/** The guest's name: asked once, then a line that says it and lets it be changed. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { element } from "../parts/element.js";

/** @import { PartyState } from "../../types.js" */

export class UploadName {
  /** @type {PartyState["names_asked"]} */
  #asks = "optional";
  #input = element("#author", HTMLInputElement);
  #asked = element("#asked", HTMLElement);
  #known = element("#known", HTMLElement);
  #knownName = element("#known-name", HTMLElement);

  constructor() {
    const change = element("#change-name", HTMLElement);
    // It is not settled here: a field that folds away under a thumb on its way to "Send" makes it miss.
    this.#input.addEventListener("change", () => void this.#remember());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      this.settle();
      change.focus({ preventScroll: true });
    });
    change.addEventListener("click", () => {
      this.#show(false);
      this.#input.focus();
      this.#input.select();
    });
    this.settle();
  }

  get value() {
    return this.#asks === "no" ? "" : this.#input.value.trim();
  }

  /** Whether the party wants a name and there is none yet. */
  get isLacking() {
    return this.#asks === "always" && this.value === "";
  }

  /** Ask as the party wants it. @param {PartyState["names_asked"]} asks */
  setAsked(asks) {
    this.#asks = asks;
    this.#input.required = asks === "always";
    // What is being typed stays under the finger.
    if (asks === "no" || document.activeElement !== this.#input) this.settle();
  }

  focus() {
    this.#input.focus();
  }

  /** Show the name as a line, if there is one; else go on asking. */
  settle() {
    this.#knownName.textContent = this.value;
    this.#show(this.value !== "");
  }

  async #remember() {
    try {
      await ask("/api/uid", { method: "PUT", json: { name: this.value } });
    } catch (error) {
      // The name goes out again with each photo, and is remembered with the first that arrives.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  }

  /** @param {boolean} isKnown */
  #show(isKnown) {
    const isAsked = this.#asks !== "no";
    this.#known.hidden = !isAsked || !isKnown;
    this.#asked.hidden = !isAsked || isKnown;
  }
}
