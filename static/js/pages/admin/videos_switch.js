/** The switch for videos: whether guests may send them, where this server can take them at all. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { PartyState } from "../../types.js" */

export class VideosSwitch {
  #set;
  #hasCodec;
  #isAllowed;
  #switch = element("#videos-switch", HTMLButtonElement);
  #hint = element("#videos-hint", HTMLElement);

  /**
   * `set` asks the server and returns the party as it then is, or null when it did not work.
   * @param {{isAllowed: boolean, hasCodec: boolean, set: (isAllowed: boolean) => Promise<PartyState | null>}} options
   */
  constructor({ isAllowed, hasCodec, set }) {
    this.#set = set;
    this.#hasCodec = hasCodec;
    this.#isAllowed = isAllowed;
    this.#switch.addEventListener("click", () => void this.#change());
    this.#render();
  }

  /** Follow what was decided here or on another device. @param {PartyState} party */
  show(party) {
    // Without the codec videos stay off, whatever the host has chosen.
    if (this.#hasCodec) this.#isAllowed = party.videos;
    this.#render();
  }

  async #change() {
    // The switch moves only after the server's answer, so a host can rely on "off".
    this.#switch.disabled = true;
    const party = await this.#set(!this.#isAllowed);
    if (party) this.show(party);
    else this.#render();
  }

  #render() {
    const isOn = this.#hasCodec && this.#isAllowed;
    this.#switch.disabled = !this.#hasCodec;
    this.#switch.setAttribute("aria-checked", String(isOn));
    this.#hint.textContent = word(this.#hasCodec ? `videos-${isOn ? "on" : "off"}-hint` : "videos-no-codec");
  }
}
