/** The order of a collection by hand: a row for each photo, with buttons that move it or take it out. */

import { ask, Refused } from "../../helpers/http.js";
import { rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Gallery } from "../../models/gallery.js" */
/** @import { Photo } from "../../types.js" */

export class Arranging {
  #id;
  #gallery;
  #load;
  #toggle = element("#arrange", HTMLButtonElement);
  #grid = element("[data-photos]", HTMLElement);
  #list = element("[data-arranged]", HTMLElement);
  #row = element("#arranged", HTMLTemplateElement);
  #said = element("#collection-said", HTMLElement);

  /**
   * @param {string} id of the collection
   * @param {Gallery} gallery
   * @param {() => Promise<unknown>} load reads the collection afresh
   */
  constructor(id, gallery, load) {
    this.#id = id;
    this.#gallery = gallery;
    this.#load = load;
  }

  connect() {
    this.#toggle.addEventListener("click", () => void this.#turn());
    this.#list.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-move]") : null;
      if (button instanceof HTMLButtonElement) void this.#move(button);
    });
    this.#gallery.listen(() => {
      if (!this.#list.hidden) this.#render();
    });
  }

  async #turn() {
    const isOn = this.#list.hidden;
    this.#toggle.setAttribute("aria-pressed", String(isOn));
    this.#said.textContent = "";
    this.#grid.hidden = isOn;
    this.#list.hidden = !isOn;
    if (!isOn) return;
    this.#render();
    // Arranging needs all photos.
    try {
      while (!this.#list.hidden && this.#gallery.hasOlder) await this.#gallery.loadOlder();
    } catch {
      this.#said.textContent = word("network-away");
    }
  }

  #render() {
    const photos = this.#gallery.photos;
    const known = new Map([...this.#list.children].map((node) => [node.getAttribute("data-id"), node]));
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const rows = photos.map((photo, index) => {
      const node = known.get(photo.id) ?? this.#make(photo);
      for (const button of node.querySelectorAll("button")) this.#tell(button, photo, index, photos.length);
      return node;
    });
    this.#list.replaceChildren(...rows);
    // A moved row keeps the focus.
    if (focused && this.#list.contains(focused)) this.#focus(focused);
  }

  /** @param {HTMLElement} button */
  #focus(button) {
    const other = button.closest("li")?.querySelector("button:not([disabled])");
    if (!(button instanceof HTMLButtonElement && button.disabled)) button.focus();
    else if (other instanceof HTMLElement) other.focus();
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Photo} photo
   * @param {number} index
   * @param {number} count
   */
  #tell(button, photo, index, count) {
    const where = word("place-of", { place: index + 1, count });
    const move = button.dataset["move"] ?? "";
    button.setAttribute("aria-label", [word(`move-${move}`), photo.caption, where].filter(Boolean).join(", "));
    button.title = word(`move-${move}`);
    button.disabled = move === "down" ? index + 1 === count : move !== "out" && index === 0;
  }

  /** @param {Photo} photo */
  #make(photo) {
    const copy = this.#row.content.cloneNode(true);
    const node = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (copy).firstElementChild);
    node.dataset["id"] = photo.id;
    const small = rendition(photo, "thumb");
    if (small) element("img", HTMLImageElement, node).src = small.url;
    element("p", HTMLElement, node).textContent = [photo.caption, photo.author].filter(Boolean).join(" – ");
    return node;
  }

  /** @param {HTMLButtonElement} button */
  async #move(button) {
    const id = button.closest("li")?.dataset["id"] ?? "";
    const ids = this.#gallery.photos.map((photo) => photo.id);
    const index = ids.indexOf(id);
    if (index < 0) return;
    const before = { first: ids[0], up: ids[index - 1], down: ids[index + 2] }[button.dataset["move"] ?? ""] ?? null;
    this.#said.textContent = "";
    try {
      if (button.dataset["move"] === "out") await ask(`/api/admin/collections/${this.#id}/photos`, { method: "DELETE", json: { photos: [id] } });
      else await ask(`/api/admin/collections/${this.#id}/order`, { method: "POST", json: { photos: [id], before } });
      await this.#load();
      while (!this.#list.hidden && this.#gallery.hasOlder) await this.#gallery.loadOlder();
      button.isConnected ? this.#focus(button) : this.#toggle.focus();
    } catch (error) {
      this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
    }
  }
}
