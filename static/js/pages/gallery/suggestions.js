/** What the search field suggests: a list under it that the arrow keys walk through (ARIA's combobox). */

import { word } from "../../helpers/words.js";

/** @typedef {import("../../types.js").Suggestion} Suggestion */

export class SuggestionList {
  #field;
  #list;
  #onChosen;
  /** @type {Suggestion[]} */
  #suggestions = [];
  #active = -1;

  /**
   * @param {HTMLInputElement} field
   * @param {HTMLElement} list
   * @param {(suggestion: Suggestion) => void} onChosen
   */
  constructor(field, list, onChosen) {
    this.#field = field;
    this.#list = list;
    this.#onChosen = onChosen;
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  connect() {
    // Before the field loses the focus, which closes the list.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      const index = option ? [...this.#list.children].indexOf(option) : -1;
      const chosen = this.#suggestions[index];
      if (chosen) this.#onChosen(chosen);
    });
  }

  /** Show these. Who has walked to one of them stays there. @param {Suggestion[]} suggestions */
  show(suggestions) {
    const active = this.#suggestions[this.#active]?.query;
    this.#suggestions = suggestions;
    this.#list.replaceChildren(...suggestions.map((one, index) => option(one, index)));
    this.#list.hidden = suggestions.length === 0;
    this.#field.setAttribute("aria-expanded", String(!this.#list.hidden));
    this.#activate(suggestions.findIndex(({ query }) => query === active));
  }

  close() {
    this.show([]);
  }

  /**
   * Walk or choose by a key; true when the key is used up.
   * @param {string} key
   */
  press(key) {
    if (!this.isOpen) return false;
    const last = this.#suggestions.length - 1;
    if (key === "ArrowDown") this.#activate(this.#active === last ? -1 : this.#active + 1);
    else if (key === "ArrowUp") this.#activate(this.#active < 0 ? last : this.#active - 1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.#suggestions[this.#active]) {
      this.#onChosen(/** @type {Suggestion} */ (this.#suggestions[this.#active]));
    } else return false;
    return true;
  }

  /** @param {number} index -1 is the field itself */
  #activate(index) {
    this.#active = index;
    for (const [at, child] of [...this.#list.children].entries()) {
      child.setAttribute("aria-selected", String(at === index));
      if (at === index) child.scrollIntoView({ block: "nearest" });
    }
    const active = this.#list.children[index];
    if (active) this.#field.setAttribute("aria-activedescendant", active.id);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}

/**
 * @param {Suggestion} suggestion
 * @param {number} index
 */
function option(suggestion, index) {
  const item = document.createElement("li");
  item.id = `suggestion-${index}`;
  item.className = "suggestion";
  item.setAttribute("role", "option");
  item.append(
    part("suggestion__kind", word(`suggests-${suggestion.kind}`)),
    part("suggestion__label", nameOf(suggestion)),
    part("suggestion__count", suggestion.is_more ? `${suggestion.photos}+` : String(suggestion.photos)),
  );
  return item;
}

/** @param {Suggestion} suggestion */
function nameOf({ kind, label }) {
  return kind === "is" || kind === "colour" ? word(`${kind}-${label}`) : label;
}

/**
 * @param {string} className
 * @param {string} text
 */
function part(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.dir = "auto";
  element.textContent = text;
  return element;
}
