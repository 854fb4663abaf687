/** The switch for uploads, the end of the party, and the words that guests read meanwhile. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { PartyState } from "../../types.js" */
/** @typedef {PartyState["state"]} State */

/** The words of one state. Typed words wait here and are sent with the change of state. */
class Words {
  #field;
  #save;

  /**
   * @param {string} name the state that they belong to
   * @param {() => void} onSave
   */
  constructor(name, onSave) {
    const form = element(`[data-words="${name}"]`, HTMLFormElement);
    this.#field = element("input", HTMLInputElement, form);
    this.#save = element("[data-save]", HTMLButtonElement, form);
    // Somebody may have typed before this script ran.
    this.saved = this.#field.defaultValue;
    this.#field.addEventListener("input", () => this.render());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onSave();
    });
    for (const suggestion of form.querySelectorAll("[data-suggestion]")) {
      suggestion.removeAttribute("disabled");
      suggestion.addEventListener("click", () => {
        this.#field.value = suggestion.textContent?.trim() ?? "";
        this.render();
      });
    }
  }

  isOn = false;

  get value() {
    return this.#field.value;
  }

  /** Follow changes made elsewhere. Words that are being typed stay. @param {string} saved */
  show(saved) {
    if (this.#field.value.trim() === this.saved) this.#field.value = saved;
    this.saved = saved;
  }

  render() {
    this.#save.hidden = !this.isOn || this.#field.value.trim() === this.saved;
  }
}

export class UploadsSwitch {
  #set;
  #say;
  /** @type {State} */
  #state;
  #title = element("#uploads-state", HTMLElement);
  #hint = element("#uploads-hint", HTMLElement);
  #switch = element("#switch", HTMLButtonElement);
  #end = element("#end", HTMLButtonElement);
  #words = {
    break: new Words("break", () => void this.#saveWords("break")),
    ended: new Words("ended", () => void this.#saveWords("ended")),
  };

  /**
   * `set` asks the server and returns the party as it then is, or null when it did not work; `say` tells what
   * has been done.
   * @param {{state: string, set: (state: State, message: string) => Promise<PartyState | null>,
   *   say: (sentence: string) => void}} options
   */
  constructor({ state, set, say }) {
    this.#set = set;
    this.#say = say;
    this.#state = /** @type {State} */ (state);
    this.#switch.addEventListener("click", () => void this.#change(this.#state === "open" ? "break" : "open"));
    this.#end.addEventListener("click", () => void this.#change("ended"));
    this.#switch.disabled = this.#end.disabled = false;
    this.#render();
  }

  /**
   * Follow what was decided here or on another device.
   * @param {PartyState} party
   */
  show(party) {
    this.#state = party.state;
    this.#words[party.state === "ended" ? "ended" : "break"].show(party.message);
    this.#render();
  }

  /** @param {"break" | "ended"} state */
  async #saveWords(state) {
    // Before a break the words wait in their field, and are sent with the switch.
    if (this.#state === state && (await this.#change(state))) this.#say(word("words-saved"));
  }

  /** @param {State} state */
  async #change(state) {
    const words = this.#words[state === "ended" ? "ended" : "break"];
    // The switch moves only after the server's answer, so a host can rely on "off".
    this.#switch.disabled = this.#end.disabled = true;
    const typed = words.value;
    const party = await this.#set(state, state === "open" ? words.saved : typed);
    this.#switch.disabled = this.#end.disabled = false;
    if (!party) return false;
    if (state !== "open" && words.value === typed) words.saved = typed.trim();
    this.show(party);
    return true;
  }

  #render() {
    const isOpen = this.#state === "open";
    this.#title.textContent = word(this.#state);
    this.#hint.textContent = word(`${this.#state}-hint`);
    this.#switch.setAttribute("aria-checked", String(isOpen));
    this.#end.hidden = this.#state === "ended";
    this.#words.break.isOn = this.#state === "break";
    this.#words.ended.isOn = this.#state === "ended";
    this.#words.break.render();
    this.#words.ended.render();
  }
}
