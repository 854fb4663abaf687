/** The form of one slide: what its kind needs, and nothing else. */

import { toLocal, toUtc } from "../../helpers/local_moment.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Slide } from "../../models/slides.js" */
/** @import { SlideWords } from "../../models/host_slides.js" */

/** So long a second tap on "Delete" counts. */
const REALLY_WITHIN_MS = 5_000;

export class SlideForm {
  #form = element("#slide-form", HTMLFormElement);
  #kind = element("#slide-kind", HTMLSelectElement);
  #at = element("#slide-at", HTMLInputElement);
  #picture = element("#slide-picture", HTMLInputElement);
  #save = element("#slide-save", HTMLButtonElement);
  #delete = element("#slide-delete", HTMLButtonElement);
  /** What is being changed; null for a new one. @type {Slide | null} */
  #slide = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #reallyTimer;

  /**
   * `onSave` and `onDelete` tell whether it was done: the form is closed then.
   * @param {{onSave: (slide: Slide | null, words: SlideWords) => Promise<boolean>,
   *   onDelete: (slide: Slide) => Promise<boolean>, onClose: () => void}} on
   */
  constructor({ onSave, onDelete, onClose }) {
    this.onClose = onClose;
    this.#kind.addEventListener("change", () => this.#render());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#carryOut(() => onSave(this.#slide, this.#words()));
    });
    element("#slide-cancel", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#delete.addEventListener("click", () => {
      const slide = this.#slide;
      if (!slide) return;
      if (this.#delete.dataset["really"] === "true") void this.#carryOut(() => onDelete(slide));
      else this.#askBack(true);
    });
  }

  /** The picture that was chosen, null where that is as it was. */
  get file() {
    return this.#kind.value === "picture" ? (this.#picture.files?.[0] ?? null) : null;
  }

  /** What goes with a picture as with any photo. */
  get sender() {
    const { consent = "", author = "" } = this.#picture.dataset;
    return { consent, author };
  }

  /** The slide that is being changed here, if one is. */
  get slide() {
    return this.#slide;
  }

  get isOpen() {
    return !this.#form.hidden;
  }

  /** @param {Slide | null} slide null for a new one */
  open(slide) {
    this.#slide = slide;
    this.#form.reset();
    this.#askBack(false);
    this.#delete.hidden = slide === null;
    if (slide) {
      this.#kind.value = slide.kind;
      this.#field("title").value = slide.title;
      this.#field("words").value = slide.words;
      for (const name of /** @type {const} */ (["at", "from", "until"])) this.#field(name).value = toLocal(slide[name]);
      this.#field("every").value = String(slide.every);
      this.#field("seconds").value = String(slide.seconds);
    }
    this.#render();
    this.#form.hidden = false;
    this.#kind.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#form.hidden = true;
    this.onClose();
    this.#slide = null;
  }

  /** @param {() => Promise<boolean>} work */
  async #carryOut(work) {
    this.#save.disabled = this.#delete.disabled = true;
    const isDone = await work();
    this.#save.disabled = this.#delete.disabled = false;
    if (isDone) this.close();
  }

  /** @returns {SlideWords} */
  #words() {
    const kind = /** @type {Slide["kind"]} */ (this.#kind.value);
    return {
      kind,
      title: this.#field("title").value,
      words: kind === "text" ? this.#field("words").value : "",
      at: kind === "countdown" ? toUtc(this.#at.value) : "",
      from: toUtc(this.#field("from").value),
      until: toUtc(this.#field("until").value),
      every: Number(this.#field("every").value),
      seconds: Number(this.#field("seconds").value),
      is_on: this.#slide?.is_on ?? true,
      photo: kind === "picture" ? (this.#slide?.photo ?? "") : "",
    };
  }

  #render() {
    for (const part of this.#form.querySelectorAll("[data-for]")) {
      const field = /** @type {HTMLElement} */ (part);
      field.hidden = field.dataset["for"] !== this.#kind.value;
    }
    this.#at.required = this.#kind.value === "countdown";
    this.#picture.required = this.#kind.value === "picture" && !this.#slide?.photo;
  }

  /** @param {boolean} isAsking */
  #askBack(isAsking) {
    clearTimeout(this.#reallyTimer);
    this.#delete.dataset["really"] = String(isAsking);
    this.#delete.textContent = word(isAsking ? "slide-delete-really" : "slide-delete");
    if (isAsking) this.#reallyTimer = setTimeout(() => this.#askBack(false), REALLY_WITHIN_MS);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (this.#form.elements.namedItem(name));
  }
}
