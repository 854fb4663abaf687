/** Tags of the photo that is shown large: guests tag their own, hosts any. Existing tags are suggested. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { reason } from "../parts/reason.js";
import { asksAsHost } from "./as_host.js";
import { addBarButton } from "./bar_button.js";
import { CaptionForm } from "./caption_form.js";
import { ViewerDialog } from "./viewer_dialog.js";

/** @import { Photo, Suggestion } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

const TYPING_MS = 180;

export class TagPhoto {
  #viewer;
  #find;
  #dialog;
  #form = element("#tags-form", HTMLFormElement);
  #field = element("#tags-field", HTMLInputElement);
  #list = element("#tags-list", HTMLElement);
  #known = element("#tags-known", HTMLDataListElement);
  #said = element("#tags-said", HTMLElement);
  #caption = new CaptionForm();
  #isHost = false;
  /** @type {Photo | null} */
  #photo = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   */
  constructor(viewer, find) {
    this.#viewer = viewer;
    this.#find = find;
    this.#dialog = new ViewerDialog(viewer, element("#tags", HTMLDialogElement));
  }

  connect() {
    /** @type {HTMLElement | null} */
    let button = null;
    addBarButton(this.#viewer, {
      name: "tags",
      order: 6,
      icon: "tag",
      title: word("tags"),
      onInit: (made) => (button = made),
      onClick: () => this.#open(),
    });
    this.#viewer.on("change", () => {
      if (button) button.hidden = this.#find()?.mine !== true;
      void this.#offerHosts(button);
    });
    const signal = this.#dialog.connect();
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#caption.connect(signal);
    this.#field.addEventListener("input", () => this.#soon(), { signal });
    this.#form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        if (this.#field.value.trim()) void this.#write("POST", this.#field.value);
      },
      { signal },
    );
    this.#list.addEventListener(
      "click",
      (event) => {
        const chip = event.target instanceof Element ? event.target.closest("[data-tag]") : null;
        if (chip instanceof HTMLElement) void this.#write("DELETE", chip.dataset["tag"] ?? "");
      },
      { signal },
    );
  }

  /** @param {HTMLElement | null} button */
  async #offerHosts(button) {
    const photo = this.#find();
    const may = photo !== null && (await asksAsHost());
    this.#isHost = may;
    if (may && button && photo === this.#find()) button.hidden = false;
  }

  #open() {
    this.#photo = this.#find();
    if (!this.#photo) return;
    this.#said.textContent = "";
    this.#field.value = "";
    this.#show(this.#photo.tags);
    this.#caption.open(this.#photo, this.#isHost);
    this.#dialog.open();
    void this.#offer();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#offer(), TYPING_MS);
  }

  async #offer() {
    try {
      const answer = await ask(`/api/tags?q=${encodeURIComponent(this.#field.value)}`);
      this.#known.replaceChildren(
        ...answer.suggestions.map((/** @type {Suggestion} */ one) => new Option(one.label, one.label)),
      );
    } catch (error) {
      // A tag can be typed without suggestions.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  }

  /**
   * @param {"POST" | "DELETE"} method
   * @param {string} tag
   */
  async #write(method, tag) {
    const photo = this.#photo;
    if (!photo) return;
    try {
      const answer = await ask(`/api/photos/${photo.id}/tags`, { method, json: { tag } });
      this.#said.textContent = "";
      if (method === "POST") this.#field.value = "";
      this.#show(answer.photo.tags);
      this.#field.focus();
    } catch (error) {
      this.#said.textContent = reason(error, "report-away");
    }
  }

  /** @param {string[]} tags */
  #show(tags) {
    this.#list.replaceChildren(...tags.map(chip));
  }
}

/** @param {string} tag */
function chip(tag) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.dataset["tag"] = tag;
  button.setAttribute("aria-label", word("tag-remove", { tag }));
  const text = document.createElement("bdi");
  text.textContent = tag;
  const cross = document.createElement("span");
  cross.setAttribute("aria-hidden", "true");
  cross.textContent = "×";
  button.append(text, cross);
  return button;
}
