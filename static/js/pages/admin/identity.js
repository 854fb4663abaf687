/** The party's title and look. A look is seen at once on this page, and everywhere once it is saved. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { PartyState } from "../../types.js" */

export class Identity {
  #form = element("#identity", HTMLFormElement);
  #title = element("#party-title", HTMLInputElement);
  #save = element("#save-identity", HTMLButtonElement);
  #saved;

  /**
   * `set` asks the server and returns the party as it then is, or null when it did not work.
   * @param {{set: (identity: {title: string, accent: string, ground: string}) => Promise<PartyState | null>,
   *   say: (sentence: string) => void}} options
   */
  constructor({ set, say }) {
    this.#saved = this.#served;
    this.#form.addEventListener("input", () => this.#render());
    this.#form.addEventListener("submit", async (event) => {
      event.preventDefault();
      this.#save.disabled = true;
      const party = await set(this.#values);
      this.#save.disabled = false;
      if (!party) return;
      this.#take(party);
      say(word("identity-saved"));
    });
    this.#save.disabled = false;
    this.#render();
  }

  /** Follow what was decided on another device; what is being chosen here stays. @param {PartyState} party */
  show(party) {
    if (!this.#isChanged) this.#take(party);
    // The page has just taken on the saved look.
    else this.#render();
  }

  get #values() {
    const chosen = new FormData(this.#form);
    return {
      title: this.#title.value.trim(),
      accent: String(chosen.get("accent")),
      ground: String(chosen.get("ground")),
    };
  }

  /** The server's values in the form: somebody may have typed before this script ran. */
  get #served() {
    const radios = [...this.#form.querySelectorAll("input")].filter(({ type }) => type === "radio");
    /** @param {string} group */
    const chosen = (group) => radios.find(({ name, defaultChecked }) => name === group && defaultChecked)?.value ?? "";
    return { title: this.#title.defaultValue, accent: chosen("accent"), ground: chosen("ground") };
  }

  get #isChanged() {
    const { title, accent, ground } = this.#values;
    return title !== this.#saved.title || accent !== this.#saved.accent || ground !== this.#saved.ground;
  }

  /** @param {{title: string, accent: string, ground: string}} party */
  #take({ title, accent, ground }) {
    this.#title.value = title;
    for (const [name, value] of [["accent", accent], ["ground", ground]]) {
      const field = this.#form.elements.namedItem(name ?? "");
      if (field instanceof RadioNodeList) field.value = value ?? "";
    }
    this.#saved = { title, accent, ground };
    this.#render();
  }

  #render() {
    const { accent, ground } = this.#values;
    document.documentElement.dataset["accent"] = accent;
    document.documentElement.dataset["ground"] = ground;
    this.#save.hidden = !this.#isChanged;
  }
}
