/** The collections on the album's page: a line of them, and the dialog that puts chosen photos into one. */

import { ours } from "../../helpers/base.js";
import { counted } from "../../helpers/counted.js";
import { ask, Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Collection } from "../../types.js" */

export class Collections {
  #nav = element("#collections", HTMLElement);
  #list = element("ul", HTMLElement, this.#nav);
  #template = element("#collection", HTMLTemplateElement);
  /** @type {Collection[]} */
  #collections = [];

  async load() {
    this.#collections = (await ask("/api/collections")).collections;
    this.#list.replaceChildren(...this.#collections.map((one) => this.#node(one)));
    this.#nav.hidden = this.#collections.length === 0 && !this.#nav.querySelector("button");
  }

  /** Those that are filled by hand. */
  get byHand() {
    return this.#collections.filter(({ query }) => !query);
  }

  /** @param {Collection} collection */
  #node({ id, title, photos, cover }) {
    const node = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (this.#template.content.cloneNode(true)).firstElementChild);
    element("a", HTMLAnchorElement, node).href = ours(`/album/${id}`);
    element("[data-title]", HTMLElement, node).textContent = title;
    element("[data-count]", HTMLElement, node).textContent = counted("photos", photos);
    const picture = element("img", HTMLImageElement, node);
    picture.hidden = !cover;
    if (cover) picture.src = cover.url;
    return node;
  }
}

/** Asks into which collection the chosen photos go. */
export class CollectDialog {
  #collections;
  #dialog = element("#collect-dialog", HTMLDialogElement);
  #list = element("#collect-list", HTMLElement);
  #title = element("#collect-title", HTMLInputElement);
  #search = element("#collect-search", HTMLElement);
  #query = element("#collect-query", HTMLInputElement);
  #saidOutside = element("#chosen-said", HTMLElement);
  #said = element("#collect-said", HTMLElement);
  /** @type {string[]} */
  #photos = [];
  /** @type {(said: string) => void} */
  #done = () => {};

  /** @param {Collections} collections */
  constructor(collections) {
    this.#collections = collections;
  }

  connect() {
    element("#collect-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    element("form", HTMLFormElement, this.#dialog).addEventListener("submit", (event) => {
      event.preventDefault();
      const title = this.#title.value;
      const filled = this.#photos.length > 0 ? { photos: this.#photos } : { query: this.#query.value };
      void this.#send(title, () => ask("/api/admin/collections", { method: "POST", json: { title, ...filled } }));
    });
    element("#collect-new", HTMLButtonElement).addEventListener("click", () => this.open([], (said) => (this.#saidOutside.textContent = said)));
  }

  /**
   * @param {string[]} photos
   * @param {(said: string) => void} done hears what is to be said once they are in one
   */
  open(photos, done) {
    this.#photos = photos;
    this.#done = done;
    this.#said.textContent = "";
    this.#title.value = this.#query.value = "";
    this.#search.hidden = photos.length > 0;
    this.#list.replaceChildren(...(photos.length > 0 ? this.#collections.byHand.map((one) => this.#choice(one)) : []));
    this.#list.hidden = this.#list.children.length === 0;
    this.#dialog.showModal();
  }

  /** @param {Collection} collection */
  #choice({ id, title }) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.dir = "auto";
    button.textContent = title;
    button.addEventListener("click", () => {
      void this.#send(title, () => ask(`/api/admin/collections/${id}/photos`, { method: "POST", json: { photos: this.#photos } }));
    });
    item.append(button);
    return item;
  }

  /**
   * @param {string} title
   * @param {() => Promise<unknown>} request
   */
  async #send(title, request) {
    this.#said.textContent = "";
    try {
      await request();
      this.#dialog.close();
      this.#done(word(this.#photos.length > 0 ? "collected" : "collection-made", { title }));
      await this.#collections.load();
    } catch (error) {
      this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
    }
  }
}
