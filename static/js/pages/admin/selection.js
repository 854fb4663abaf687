/** The selection of several photos, and the bar of actions for them. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @typedef {"hide" | "restore" | "delete" | "turn_left" | "turn_right" | "take" | "share"} Doing */

export class Selection {
  #desk = element("#desk", HTMLElement);
  #toggle = element("#select", HTMLButtonElement);
  #bar = element("#selected", HTMLElement);
  #count = element("#selected-count", HTMLElement);
  #shots;
  /** @type {Set<string>} */
  #ids = new Set();

  /**
   * @param {{shots: HTMLElement, onDo: (what: Doing, ids: string[]) => Promise<void>}} options
   */
  constructor({ shots, onDo }) {
    this.#shots = shots;
    this.#toggle.addEventListener("click", () => (this.isOn ? this.end() : this.#begin()));
    element("#select-all", HTMLButtonElement).addEventListener("click", () => this.#selectAll());
    element("#select-end", HTMLButtonElement).addEventListener("click", () => {
      this.end();
      this.#toggle.focus();
    });
    shots.addEventListener("change", (event) => this.#changed(event));
    for (const button of this.#buttons()) {
      button.addEventListener("click", async () => {
        for (const other of this.#buttons()) other.disabled = true;
        await onDo(/** @type {Doing} */ (button.dataset["do"]), [...this.#ids]);
        this.render();
      });
    }
  }

  get isOn() {
    return this.#desk.dataset["selecting"] === "true";
  }

  end() {
    this.#desk.dataset["selecting"] = "false";
    for (const box of this.#boxes()) box.checked = false;
    this.#ids.clear();
    this.render();
  }

  /** Forget a photo that has gone. @param {string} id */
  remove(id) {
    this.#ids.delete(id);
    this.render();
  }

  render() {
    this.#toggle.setAttribute("aria-pressed", String(this.isOn));
    this.#bar.hidden = !this.isOn;
    this.#count.textContent =
      this.#ids.size === 0 ? word("selected-none") : counted("selected", this.#ids.size);
    for (const button of this.#buttons()) button.disabled = this.#ids.size === 0;
  }

  #begin() {
    this.#desk.dataset["selecting"] = "true";
    this.render();
  }

  #selectAll() {
    for (const box of this.#boxes()) {
      const shot = box.closest(".shot");
      if (!(shot instanceof HTMLElement) || shot.hidden) continue;
      box.checked = true;
      this.#ids.add(box.value);
    }
    this.render();
  }

  /** @param {Event} event */
  #changed({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.checked) this.#ids.add(target.value);
    else this.#ids.delete(target.value);
    this.render();
  }

  /** @returns {NodeListOf<HTMLInputElement>} */
  #boxes() {
    return this.#shots.querySelectorAll(".shot__pick input");
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  #buttons() {
    return this.#bar.querySelectorAll("[data-do]");
  }
}
