/** The filters for photos: sender, hour and door. Their choices are fetched when they are touched. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Filters as Choices, SenderChoice } from "../../types.js" */

const HOUR_MS = 3600_000;

export class Filters {
  #sender = element("#by-sender", HTMLSelectElement);
  #hour = element("#by-hour", HTMLSelectElement);
  #door = element("#by-door", HTMLSelectElement);
  /** @type {Map<string, SenderChoice>} */
  #senders = new Map();

  /** @param {{ask: () => Promise<Choices | null>, onChange: () => void}} options */
  constructor({ ask, onChange }) {
    const fill = async () => {
      const choices = await ask();
      if (choices) this.#fill(choices);
    };
    for (const field of [this.#sender, this.#hour, this.#door]) {
      field.addEventListener("focus", () => void fill());
      field.addEventListener("change", onChange);
    }
    void fill();
  }

  /** What is chosen; empty strings choose everything. */
  get chosen() {
    const { guest = "", sender = "" } = this.#senders.get(this.#sender.value) ?? {};
    return { guest, sender, hour: this.#hour.value, door: this.#door.value };
  }

  get isAny() {
    return this.#sender.value !== "" || this.#hour.value !== "" || this.#door.value !== "";
  }

  clear() {
    this.#sender.value = this.#hour.value = this.#door.value = "";
  }

  /** @param {Choices} choices */
  #fill({ senders, hours, doors }) {
    this.#door.hidden = doors.length === 0;
    fillSelect(
      this.#door,
      doors.map(({ door, label, count }) => [door, `${label} (${count})`]),
    );
    this.#senders = new Map(senders.map((sender) => [sender.guest, sender]));
    fillSelect(
      this.#sender,
      senders.map(({ guest, author, count }) => [guest, `${author || word("somebody")} (${count})`]),
    );
    fillSelect(
      this.#hour,
      hours.map(({ hour, count }) => [hour, `${hourInWords(hour)} (${count})`]),
    );
  }
}

/**
 * Replace all choices but the first, and keep what is chosen.
 * @param {HTMLSelectElement} field
 * @param {string[][]} choices
 */
function fillSelect(field, choices) {
  const chosen = field.value;
  const options = choices.map(([value, words]) => new Option(words, value));
  field.replaceChildren(...[field.options[0] ?? new Option(), ...options]);
  field.value = chosen;
  // The chosen value no longer exists.
  if (field.selectedIndex < 0) field.value = "";
}

/** @param {string} hour the beginning of an ISO time in UTC */
function hourInWords(hour) {
  const from = new Date(`${hour}:00:00Z`);
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
  });
  return format.formatRange(from, new Date(from.getTime() + HOUR_MS));
}
