/** The switch for uploads, and the words that guests read while it is off. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { PartyState } from "../../types.js" */

export class UploadsSwitch {
  #set;
  #isOpen;
  #savedWords;
  #title = element("#uploads-state", HTMLElement);
  #hint = element("#uploads-hint", HTMLElement);
  #switch = element("#switch", HTMLButtonElement);
  #words = element("#message", HTMLInputElement);
  #save = element("#save-words", HTMLButtonElement);

  /**
   * `set` asks the server and returns the party as it then is, or null when it did not work; `say` tells what
   * has been done.
   * @param {{isOpen: boolean, set: (isOpen: boolean, message: string) => Promise<PartyState | null>,
   *   say: (sentence: string) => void}} options
   */
  constructor({ isOpen, set, say }) {
    this.#set = set;
    this.#isOpen = isOpen;
    this.#savedWords = this.#words.value;
    this.#switch.addEventListener("click", () => void this.#change(!this.#isOpen));
    this.#words.addEventListener("input", () => this.#render());
    element("#words-form", HTMLFormElement).addEventListener("submit", async (event) => {
      event.preventDefault();
      // Before a break the words wait here, and go along with the switch.
      if (!this.#isOpen && (await this.#change(false))) say(word("words-saved"));
    });
    this.#switch.disabled = false;
    for (const suggestion of document.querySelectorAll("[data-suggestion]")) {
      suggestion.removeAttribute("disabled");
      suggestion.addEventListener("click", () => {
        this.#words.value = suggestion.textContent?.trim() ?? "";
        this.#render();
      });
    }
    this.#render();
  }

  /**
   * Follow what was decided here or on another device; words that are being typed stay.
   * @param {PartyState} party
   */
  show(party) {
    if (this.#words.value === this.#savedWords) this.#words.value = party.message;
    this.#isOpen = party.uploads_open;
    this.#savedWords = party.message;
    this.#render();
  }

  /** @param {boolean} isOpen */
  async #change(isOpen) {
    // The switch moves when the server has done it: a host who sees "off" can rely on it.
    this.#switch.disabled = this.#save.disabled = true;
    const words = this.#words.value;
    const party = await this.#set(isOpen, isOpen ? this.#savedWords : words);
    this.#switch.disabled = this.#save.disabled = false;
    if (!party) return false;
    if (!isOpen && this.#words.value === words) this.#words.value = party.message;
    this.show(party);
    return true;
  }

  #render() {
    const state = this.#isOpen ? "open" : "closed";
    this.#title.textContent = word(state);
    this.#hint.textContent = word(`${state}-hint`);
    this.#switch.setAttribute("aria-checked", String(this.#isOpen));
    this.#save.hidden = this.#isOpen || this.#words.value.trim() === this.#savedWords;
  }
}
