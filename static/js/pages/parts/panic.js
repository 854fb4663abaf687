/** The panic button and what follows it in calm, on every page of those who may press it. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { element } from "./element.js";
import { proveGone } from "./prove_gone.js";

/** @import { PartyState } from "../../types.js" */

/**
 * @typedef {(url: string, options?: {method?: string, json?: unknown}) => Promise<any>} Ask
 */

export class Panic {
  #ask;
  #say;
  #add;
  #fail;
  #button = element("#panic", HTMLButtonElement);
  #held = element("#panic-held", HTMLElement);
  #calmButtons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-calm]"));

  /**
   * `add` says more behind a sentence that was said.
   * @param {{ask: Ask, say: (sentence: string) => void, add: (sentence: string, more: string) => void,
   *   fail: (error: unknown) => string}} options
   */
  constructor({ ask, say, add, fail }) {
    this.#ask = ask;
    this.#say = say;
    this.#add = add;
    this.#fail = fail;
    this.#button.addEventListener("click", () => void this.#press());
    for (const button of this.#calmButtons) {
      button.addEventListener("click", () => void this.#calm(button.dataset["calm"] === "all"));
    }
    this.#button.disabled = false;
  }

  /** @param {PartyState} party */
  show({ panic }) {
    this.#held.hidden = !panic;
    this.#button.hidden = panic;
  }

  async #press() {
    this.#button.disabled = true;
    try {
      const { photos } = await this.#ask("/api/admin/panic", { method: "POST", json: {} });
      this.#held.hidden = false;
      this.#button.hidden = true;
      const sentence = photos.length > 0 ? counted("panic-taken", photos.length) : word("panic-pressed");
      this.#say(sentence);
      // They are taken down one after another: the screens that say so of the last have let go of all.
      const last = photos.at(-1);
      if (last) proveGone(last.id, { ask: this.#ask, say: (more) => this.#add(sentence, more) });
    } catch (error) {
      this.#say(this.#fail(error));
    } finally {
      this.#button.disabled = false;
    }
  }

  /** @param {boolean} showsAll */
  async #calm(showsAll) {
    for (const button of this.#calmButtons) button.disabled = true;
    try {
      const { shown } = await this.#ask("/api/admin/calm", { method: "POST", json: { shows_all: showsAll } });
      this.#held.hidden = true;
      this.#button.hidden = false;
      this.#say(showsAll ? counted("calm-all", shown) : word("calm"));
    } catch (error) {
      this.#say(this.#fail(error));
    } finally {
      for (const button of this.#calmButtons) button.disabled = false;
    }
  }
}
