/** The form of the party's settings: sends changes made here, and follows changes made elsewhere. */

import { Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { PartyState } from "../../types.js" */

/**
 * Values by their settings' names, and the version to change them from.
 * @typedef {{version: number, settings: Record<string, string | number | boolean>}} Settings
 */

const CHANGED = "SETTINGS_CHANGED";

export class Rules {
  #form = element("#rules", HTMLFormElement);
  #save = element("#save-rules", HTMLButtonElement);
  #get;
  #put;
  #say;
  #version;
  #saved;

  /**
   * `put` throws what went wrong, and `fail` puts that into words.
   * @param {{get: () => Promise<Settings | null>, put: (wanted: Settings) => Promise<Settings>,
   *   say: (sentence: string) => void, fail: (error: unknown) => string}} options
   */
  constructor({ get, put, say, fail }) {
    this.#get = get;
    this.#put = put;
    this.#say = say;
    this.#version = Number(this.#form.dataset["version"]);
    // Somebody may have typed before this script ran. Compare with what the server wrote.
    this.#saved = Object.fromEntries(this.#fields.map((field) => [field.name, servedIn(field)]));
    this.#offerZones();
    this.#form.addEventListener("input", () => this.#render());
    this.#form.addEventListener("submit", async (event) => {
      event.preventDefault();
      this.#save.disabled = true;
      try {
        this.#take(await this.#put({ version: this.#version, settings: this.#changes }));
        this.#say(word("settings-saved"));
      } catch (error) {
        this.#say(fail(error));
        if (error instanceof Refused && error.code === CHANGED) await this.#load();
      }
      this.#save.disabled = false;
      this.#render();
    });
    this.#save.disabled = false;
    this.#render();
  }

  /** Follow changes made on another device. Unsaved changes here stay. @param {PartyState} party */
  show(party) {
    if (party.settings_version > this.#version && Object.keys(this.#changes).length === 0) void this.#load();
  }

  async #load() {
    const found = await this.#get();
    if (found) this.#take(found);
  }

  get #fields() {
    return [...this.#form.elements].filter(
      (field) => field instanceof HTMLInputElement || field instanceof HTMLSelectElement,
    );
  }

  /** @returns {Settings["settings"]} */
  get #values() {
    return Object.fromEntries(this.#fields.map((field) => [field.name, valueOf(field)]));
  }

  get #changes() {
    return Object.fromEntries(Object.entries(this.#values).filter(([name, value]) => value !== this.#saved[name]));
  }

  /** @param {Settings} found */
  #take({ version, settings }) {
    this.#version = version;
    for (const field of this.#fields) {
      const value = settings[field.name];
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === true;
      else field.value = String(value ?? "");
    }
    this.#saved = this.#values;
    this.#render();
  }

  /** Offer the zones that this browser knows. A party without a zone is most likely where its host is. */
  #offerZones() {
    const zones = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
    element("#zones", HTMLDataListElement).append(
      ...[Intl.DateTimeFormat().resolvedOptions().timeZone, ...zones].map((zone) => new Option(zone, zone)),
    );
  }

  #render() {
    this.#save.hidden = Object.keys(this.#changes).length === 0;
  }
}

/** @param {HTMLInputElement | HTMLSelectElement} field */
function valueOf(field) {
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
  if (field instanceof HTMLInputElement && field.type === "number") return field.valueAsNumber;
  return field.value.trim();
}

/** @param {HTMLInputElement | HTMLSelectElement} field */
function servedIn(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.defaultSelected)?.value ?? "";
  if (field.type === "checkbox") return field.defaultChecked;
  return field.type === "number" ? Number(field.defaultValue) : field.defaultValue;
}
