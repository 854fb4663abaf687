/** Hosts name chapters and remove borders. A new border begins at a chosen photo. */

import { ask, Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { sharePart } from "../parts/share_part.js";
import { takePart } from "../parts/take_part.js";

/** @import { Album } from "../../models/album.js" */

export class ChapterEditing {
  #album;
  #load;
  #dialog = element("#chapter-dialog", HTMLDialogElement);
  #title = element("#chapter-title", HTMLInputElement);
  #merge = element("#chapter-merge", HTMLButtonElement);
  #said = element("#chapter-said", HTMLElement);
  #id = "";

  /**
   * @param {Album} album
   * @param {() => Promise<unknown>} load reads the album afresh
   */
  constructor(album, load) {
    this.#album = album;
    this.#load = load;
  }

  connect() {
    document.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-edit]") : null;
      if (button instanceof HTMLElement) this.#open(button);
    });
    element("form", HTMLFormElement, this.#dialog).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send(() =>
        ask(`/api/admin/chapters/${this.#id}`, { method: "PUT", json: { title: this.#title.value, no: this.#album.no } }),
      );
    });
    this.#merge.addEventListener("click", () => {
      void this.#send(() => ask(`/api/admin/chapters/${this.#id}?no=${this.#album.no}`, { method: "DELETE" }));
    });
    document.querySelector("#chapter-share")?.addEventListener("click", () => void this.#share());
    document.querySelector("#chapter-take")?.addEventListener("click", () => void this.#take());
    element("#chapter-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
  }

  async #share() {
    try {
      await sharePart("chapter", this.#id, this.#said);
      // Sharing a computed chapter makes it a decided one.
      await this.#load();
    } catch (error) {
      this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
    }
  }

  async #take() {
    try {
      await takePart({ chapter: this.#id });
    } catch (error) {
      this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
    }
  }

  /** @param {HTMLElement} button */
  #open(button) {
    this.#id = button.closest("[data-chapter]")?.getAttribute("data-chapter") ?? "";
    this.#title.value = button.dataset["title"] ?? "";
    this.#merge.hidden = button.dataset["first"] === "true";
    this.#said.textContent = "";
    this.#dialog.showModal();
    this.#title.select();
  }

  /** @param {() => Promise<unknown>} request */
  async #send(request) {
    this.#said.textContent = "";
    try {
      await request();
      await this.#load();
      this.#dialog.close();
    } catch (error) {
      this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
      if (error instanceof Refused && error.code === "CHAPTERS_CHANGED") await this.#load();
    }
  }
}
