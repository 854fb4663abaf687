/** The party's logo: a picture is sent like a photo that only the hosts see, and then stands beside the title. */

import { newPhotoKey } from "../../helpers/photo_key.js";
import { sendPhoto, Unreadable } from "../../helpers/send_photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { askAsHost } from "./asking.js";
import { reason } from "../parts/reason.js";

/** @import { PartyState } from "../../types.js" */

export class LogoPicker {
  #pick = element("#logo-pick", HTMLInputElement);
  #remove = element("#logo-remove", HTMLButtonElement);
  #say;

  /** @param {{say: (sentence: string) => void}} options */
  constructor({ say }) {
    this.#say = say;
    this.#pick.addEventListener("change", () => {
      const file = this.#pick.files?.[0];
      if (file) void this.#carryOut(() => this.#sent(file));
    });
    this.#remove.addEventListener("click", () => void this.#carryOut(() => Promise.resolve("")));
    this.#pick.disabled = this.#remove.disabled = false;
  }

  /** @param {PartyState} party */
  show({ logo }) {
    this.#remove.hidden = logo === "";
  }

  /** @param {File} file */
  async #sent(file) {
    this.#say(word("logo-sending"));
    const { consent = "", author = "" } = this.#pick.dataset;
    const photo = { file, caption: "", key: newPhotoKey(), isPrivate: true, consent, author };
    const { id } = await sendPhoto(photo, null, () => {});
    return id;
  }

  /** @param {() => Promise<string>} chosen returns the id of the picture, empty for none */
  async #carryOut(chosen) {
    this.#pick.disabled = this.#remove.disabled = true;
    try {
      await askAsHost("/api/admin/logo", { method: "PUT", json: { photo: await chosen() } });
      this.#say(word("identity-saved"));
    } catch (error) {
      this.#say(error instanceof Unreadable ? word("logo-unreadable") : reason(error, "away"));
    }
    this.#pick.value = "";
    this.#pick.disabled = this.#remove.disabled = false;
  }
}
