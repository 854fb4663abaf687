/** The guest's name: asked once, then a line that says it and lets it be changed. */

export class UploadName {
  /** Called when the guest has typed another name. */
  onChange = () => {};
  #input = /** @type {HTMLInputElement} */ (document.getElementById("author"));
  #asked = /** @type {HTMLElement} */ (document.getElementById("asked"));
  #known = /** @type {HTMLElement} */ (document.getElementById("known"));
  #knownName = /** @type {HTMLElement} */ (document.getElementById("known-name"));

  constructor() {
    this.#input.addEventListener("change", () => {
      this.onChange();
      this.settle();
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.settle();
    });
    document.getElementById("change-name")?.addEventListener("click", () => {
      this.#show(false);
      this.#input.focus();
      this.#input.select();
    });
    this.settle();
  }

  get value() {
    return this.#input.value.trim();
  }

  /** Show the name as a line, if there is one; else go on asking. */
  settle() {
    this.#knownName.textContent = this.value;
    this.#show(this.value !== "");
  }

  /** @param {boolean} isKnown */
  #show(isKnown) {
    this.#known.hidden = !isKnown;
    this.#asked.hidden = isKnown;
  }
}
