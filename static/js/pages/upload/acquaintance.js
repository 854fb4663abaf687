/** Makes sure before sending that the server will recognise this phone, by its cookie or by a pass. */

import { guestHeaders, keepPass } from "../../helpers/guest_pass.js";
import { ask } from "../../helpers/http.js";

export class Acquaintance {
  #isKnown;
  #onNoCookies;
  /** @type {Promise<void> | null} */
  #asked = null;

  /**
   * @param {{isNew: boolean, onNoCookies: () => void}} options `isNew` says that this page was asked for without a
   *   cookie: it is the first, or the browser keeps none
   */
  constructor({ isNew, onNoCookies }) {
    this.#isKnown = !isNew;
    this.#onNoCookies = onNoCookies;
    if (isNew && guestHeaders()["Partywall-Guest"]) this.#end();
  }

  /** Resolve when the server knows this phone again. Throws Refused or Unreachable; the next call asks again. */
  async make() {
    if (this.#isKnown) return;
    this.#asked ??= this.#ask().finally(() => (this.#asked = null));
    await this.#asked;
  }

  async #ask() {
    const { pass } = await ask("/api/uid");
    if (pass) {
      keepPass(pass);
      this.#end();
    }
    this.#isKnown = true;
  }

  #end() {
    this.#isKnown = true;
    this.#onNoCookies();
  }
}
