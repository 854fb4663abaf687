/** The guest's settings for sending: what is used, and what each means in a line. */

import { connection } from "../../helpers/connection.js";
import { keepSettings } from "../../helpers/kept_photos.js";
import { word } from "../../helpers/words.js";
import { originalsRule, settingsFrom } from "../../models/sending_settings.js";
import { element } from "../parts/element.js";

/** @import { Carrier } from "./carrier.js" */

export class SendingSettings {
  #carrier;
  #onChange;
  #originals = element("#set-originals", HTMLSelectElement);
  #speed = element("#set-speed", HTMLSelectElement);
  #copy = element("#set-copy", HTMLSelectElement);
  #sent = element("#set-sent", HTMLSelectElement);

  /**
   * @param {Carrier} carrier
   * @param {() => void} onChange
   */
  constructor(carrier, onChange) {
    this.#carrier = carrier;
    this.#onChange = onChange;
  }

  connect() {
    for (const select of [this.#originals, this.#speed, this.#copy, this.#sent]) {
      select.addEventListener("change", () => this.#choose(select === this.#originals));
    }
    connection()?.addEventListener("change", () => this.show());
    this.show();
  }

  /** Show what is used now. */
  show() {
    const { settings } = this.#carrier;
    const rule = originalsRule(settings, connection());
    this.#originals.value = rule;
    this.#speed.value = String(settings.kbits);
    this.#copy.value = settings.copy;
    this.#sent.value = settings.keepsSent ? "keep" : "forget";
    const isUntold = rule === "wifi" && this.#carrier.originalsWaitFor === "word";
    this.#explain(this.#originals, isUntold ? "wifi-untold" : rule);
    this.#explain(this.#speed, settings.kbits ? "limited" : "free");
    this.#explain(this.#copy, settings.copy);
    this.#explain(this.#sent, this.#sent.value);
  }

  /** @param {boolean} isAboutOriginals until the guest has chosen, the connection decides about them */
  #choose(isAboutOriginals) {
    const settings = settingsFrom({
      originals: isAboutOriginals ? this.#originals.value : this.#carrier.settings.originals,
      kbits: Number(this.#speed.value),
      copy: this.#copy.value,
      keepsSent: this.#sent.value === "keep",
    });
    void keepSettings(settings);
    this.#carrier.use(settings);
    this.show();
    this.#onChange();
  }

  /**
   * @param {HTMLSelectElement} select
   * @param {string} choice
   */
  #explain(select, choice) {
    element(`#${select.id}-means`, HTMLElement).textContent = word(`${select.id}-${choice}`);
  }
}
