/** A quiet offer under "My photos": to be called on this phone, for what the guest chooses. Off until it is tapped. */

import { ask, Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { subscribe, subscription, whyNotCalled } from "../parts/push.js";

/** @import { GuestNotices } from "../../types.js" */

export class Calls {
  #fold = element("[data-calls]", HTMLDetailsElement);
  #said = element("[data-calls-said]", HTMLElement);
  #kinds = /** @type {NodeListOf<HTMLInputElement>} */ (this.#fold.querySelectorAll("input"));
  #key = "";

  connect() {
    this.#fold.hidden = false;
    this.#fold.addEventListener("toggle", () => {
      if (this.#fold.open) void this.#show();
    });
    for (const kind of this.#kinds) kind.addEventListener("change", () => void this.#change(kind));
  }

  async #show() {
    const why = whyNotCalled();
    if (why) {
      this.#said.textContent = word(why);
      return;
    }
    try {
      const told = /** @type {GuestNotices} */ (await ask("/api/notices"));
      this.#key = told.key;
      const own = (await subscription())?.endpoint;
      const phone = told.phones.find(({ address }) => address === own);
      for (const kind of this.#kinds) {
        kind.checked = phone?.kinds.includes(kind.value) ?? false;
        kind.disabled = false;
      }
      this.#said.textContent = "";
    } catch (error) {
      this.#said.textContent = trouble(error);
    }
  }

  /** @param {HTMLInputElement} tapped */
  async #change(tapped) {
    for (const kind of this.#kinds) kind.disabled = true;
    try {
      this.#said.textContent = word(await this.#put());
    } catch (error) {
      tapped.checked = !tapped.checked;
      this.#said.textContent = trouble(error);
    }
    for (const kind of this.#kinds) kind.disabled = false;
  }

  async #put() {
    const kinds = [...this.#kinds].filter(({ checked }) => checked).map(({ value }) => value);
    if (kinds.length === 0) {
      const address = (await subscription())?.endpoint;
      // The browser's own address stays: a host may be called at it, too.
      if (address) await ask("/api/notices", { method: "DELETE", json: { address } });
      return "not-called";
    }
    const push = await subscribe(this.#key);
    if (typeof push === "string") {
      for (const kind of this.#kinds) kind.checked = false;
      return push;
    }
    await ask("/api/notices", { method: "PUT", json: { push: push.toJSON(), kinds } });
    return "called-here";
  }
}

/** @param {unknown} error */
function trouble(error) {
  if (error instanceof Refused) return error.message;
  // Browsers report an unreachable push service by many kinds of errors.
  return word(error instanceof DOMException ? "push-failed" : "away");
}
