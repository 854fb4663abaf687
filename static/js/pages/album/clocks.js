/** Cameras with a wrong clock, for hosts: shown above the album, corrected as a whole, with undo. */

import { ask, Refused } from "../../helpers/http.js";
import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { DeviceClock, DeviceClocks } from "../../types.js" */

const HOUR_S = 3600;
const MINUTE_S = 60;

export class Clocks {
  #details = element("#clocks", HTMLDetailsElement);
  #list = element("#clocks-list", HTMLElement);
  #none = element("#clocks-none", HTMLElement);
  #said = element("#clocks-said", HTMLElement);
  #undo = element("#clocks-undo", HTMLButtonElement);
  #dialog = element("#clock-dialog", HTMLDialogElement);
  #whose = element("#clock-whose", HTMLElement);
  #way = element("#clock-way", HTMLSelectElement);
  #hours = element("#clock-hours", HTMLInputElement);
  #minutes = element("#clock-minutes", HTMLInputElement);
  /** @type {DeviceClock | null} */
  #asked = null;
  /** @type {(() => Promise<void>) | null} */
  #onUndo = null;

  connect() {
    this.#details.addEventListener("toggle", () => {
      if (this.#details.open) void this.#show();
    });
    this.#undo.addEventListener("click", () => void this.#onUndo?.());
    element("form", HTMLFormElement, this.#dialog).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#dialog.close();
      const late = this.#hours.valueAsNumber * HOUR_S + this.#minutes.valueAsNumber * MINUTE_S;
      if (this.#asked && Number.isInteger(late)) void this.#set(this.#asked, this.#way.value === "behind" ? late : -late);
    });
    element("#clock-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    void this.#show();
  }

  /** Clocks that seem wrong are shown at once, the others only in the open list. */
  async #show() {
    /** @type {DeviceClocks} */
    const { clocks } = await ask("/api/admin/clocks").catch(() => ({ clocks: [] }));
    this.#details.hidden = clocks.length === 0;
    const seemWrong = clocks.filter((clock) => clock.suggested_s !== null);
    const decided = clocks.filter((clock) => clock.shift_s !== 0);
    element("#clocks-count", HTMLElement).textContent = seemWrong.length > 0 ? String(seemWrong.length) : "";
    this.#none.hidden = seemWrong.length + decided.length > 0;
    const rest = clocks.filter((clock) => !seemWrong.includes(clock) && !decided.includes(clock));
    this.#list.replaceChildren(...[...seemWrong, ...decided, ...rest].map((clock) => this.#entry(clock)));
  }

  /** @param {DeviceClock} clock */
  #entry(clock) {
    const item = document.createElement("li");
    item.className = "clocks__one";
    const says = document.createElement("p");
    const name = document.createElement("bdi");
    name.textContent = nameOf(clock);
    const state = document.createElement("span");
    state.textContent = stateOf(clock);
    says.append(name, " · ", counted("photos", clock.photos), document.createElement("br"), state);
    item.append(says);
    const { suggested_s } = clock;
    if (suggested_s !== null) {
      item.append(button(word("clock-right"), () => void this.#set(clock, suggested_s)));
      item.append(button(word("clock-leave"), () => void this.#set(clock, 0)));
    } else if (clock.shift_s !== 0) item.append(button(word("clock-as-it-was"), () => void this.#set(clock, 0)));
    item.append(button(word("clock-otherwise"), () => this.#open(clock)));
    return item;
  }

  /** @param {DeviceClock} clock */
  #open(clock) {
    this.#asked = clock;
    const late = clock.suggested_s ?? clock.shift_s;
    this.#whose.textContent = nameOf(clock);
    this.#way.value = late < 0 ? "ahead" : "behind";
    this.#hours.value = String(Math.floor(Math.abs(late) / HOUR_S));
    this.#minutes.value = String(Math.floor((Math.abs(late) % HOUR_S) / MINUTE_S));
    this.#dialog.showModal();
    this.#hours.select();
  }

  /**
   * @param {DeviceClock} clock
   * @param {number} shift_s
   */
  async #set(clock, shift_s) {
    const { guest, camera } = clock;
    this.#said.textContent = word("clock-moving");
    this.#undo.hidden = true;
    try {
      const { before_s } = await ask("/api/admin/clocks", { method: "PUT", json: { guest, camera, shift_s } });
      this.#said.textContent = counted("clock-moved", clock.photos);
      this.#onUndo = () => this.#set(clock, before_s);
      this.#undo.hidden = before_s === shift_s;
      await this.#show();
    } catch (error) {
      this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
    }
  }
}

/** @param {DeviceClock} clock */
function nameOf({ author, camera }) {
  return [author || word("nobody"), camera].filter(Boolean).join(" · ");
}

/** @param {DeviceClock} clock */
function stateOf({ suggested_s, shift_s }) {
  if (suggested_s !== null) return word(suggested_s > 0 ? "clock-seems-behind" : "clock-seems-ahead", { time: spell(suggested_s) });
  if (shift_s !== 0) return word(shift_s > 0 ? "clock-put-on" : "clock-put-back", { time: spell(shift_s) });
  return word("clock-fine");
}

/** @param {number} seconds */
function spell(seconds) {
  const minutes = Math.round(Math.abs(seconds) / MINUTE_S);
  const parts = [
    { value: Math.floor(minutes / 60), unit: "hour" },
    { value: minutes % 60, unit: "minute" },
  ].filter(({ value }) => value > 0);
  const written = parts.map(({ value, unit }) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(value),
  );
  return new Intl.ListFormat(document.documentElement.lang, { type: "unit" }).format(written);
}

/**
 * @param {string} text
 * @param {() => void} onClick
 */
function button(text, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet";
  made.textContent = text;
  made.addEventListener("click", onClick);
  return made;
}
