/** A collection's title and search, and its end: a dialog for hosts. */

import { ask, Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { sharePart } from "../parts/share_part.js";
import { takePart } from "../parts/take_part.js";

/** @import { Collection } from "../../types.js" */

export class CollectionDialog {
  #id;
  #current;
  #load;
  #dialog = element("#collection-dialog", HTMLDialogElement);
  #said = element("#collection-refused", HTMLElement);
  #title = element("#collection-name", HTMLInputElement);
  #query = /** @type {HTMLInputElement | null} */ (document.querySelector("#collection-typed"));

  /**
   * @param {string} id of the collection
   * @param {() => Collection | null} current
   * @param {() => Promise<unknown>} load reads the collection afresh
   */
  constructor(id, current, load) {
    this.#id = id;
    this.#current = current;
    this.#load = load;
  }

  connect() {
    element("#collection-edit", HTMLButtonElement).addEventListener("click", () => this.#open());
    document.querySelector("#collection-share")?.addEventListener("click", () => void this.#share());
    document.querySelector("#collection-take")?.addEventListener("click", () => void this.#take());
    element("#collection-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    element("#collection-remove", HTMLButtonElement).addEventListener("click", () => {
      void this.#send(() => ask(`/api/admin/collections/${this.#id}`, { method: "DELETE" }));
    });
    element("form", HTMLFormElement, this.#dialog).addEventListener("submit", (event) => {
      event.preventDefault();
      const query = this.#query ? { query: this.#query.value } : {};
      const no = this.#current()?.no ?? 0;
      void this.#send(() => ask(`/api/admin/collections/${this.#id}`, { method: "PUT", json: { title: this.#title.value, no, ...query } }));
    });
  }

  async #share() {
    const said = element("#collection-said", HTMLElement);
    try {
      await sharePart("collection", this.#current()?.id ?? "", said);
    } catch (error) {
      said.textContent = error instanceof Refused ? error.message : word("network-away");
    }
  }

  async #take() {
    try {
      await takePart({ collection: this.#id });
    } catch (error) {
      element("#collection-said", HTMLElement).textContent = error instanceof Refused ? error.message : word("network-away");
    }
  }

  #open() {
    const collection = this.#current();
    if (!collection) return;
    this.#title.value = collection.title;
    if (this.#query) this.#query.value = collection.query;
    this.#said.textContent = "";
    this.#dialog.showModal();
  }

  /** @param {() => Promise<unknown>} request */
  async #send(request) {
    this.#said.textContent = "";
    try {
      await request();
      this.#dialog.close();
      await this.#load();
    } catch (error) {
      this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
      if (error instanceof Refused && error.code === "COLLECTION_CHANGED") await this.#load();
    }
  }
}
