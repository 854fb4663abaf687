/** Above a photo that is shown large: which one of a burst it is; hosts put another on top, or take the burst apart. */

import { ask } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { reason } from "../parts/reason.js";
import { asksAsHost } from "./as_host.js";

/** @import { Photo } from "../../types.js" */
/** @import { Stacks } from "../../models/stacks.js" */
/** @import PhotoSwipe from "photoswipe" */

export class StackPhoto {
  #viewer;
  #find;
  #stacks;
  #note;
  /** @type {HTMLElement | null} */
  #line = null;

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   * @param {Stacks} stacks
   * @param {(sentence: string) => void} note says what became of it
   */
  constructor(viewer, find, stacks, note) {
    this.#viewer = viewer;
    this.#find = find;
    this.#stacks = stacks;
    this.#note = note;
  }

  connect() {
    this.#viewer.ui?.registerElement({
      name: "stack",
      order: 9,
      appendTo: "root",
      onInit: (made) => {
        made.append(element("#stack", HTMLTemplateElement).content.cloneNode(true));
        this.#line = made;
        made.addEventListener("click", (event) => {
          const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
          if (button instanceof HTMLElement) void this.#decide(button.dataset["do"] ?? "");
        });
        this.update();
      },
    });
    this.#viewer.on("change", () => this.update());
  }

  /** Show how it is now. */
  update() {
    const photo = this.#find();
    const stack = photo ? this.#stacks.around(photo.id) : [];
    if (!this.#line) return;
    this.#line.hidden = stack.length < 2;
    if (!photo || stack.length < 2) return;
    const place = stack.findIndex((one) => one.id === photo.id) + 1;
    element("[data-place]", HTMLElement, this.#line).textContent = word("stack-place", { place, count: stack.length });
    const top = element('[data-do="top"]', HTMLButtonElement, this.#line);
    top.disabled = place === 1;
    void this.#offerHosts();
  }

  async #offerHosts() {
    const isHost = await asksAsHost();
    for (const button of this.#line?.querySelectorAll("button") ?? []) button.hidden = !isHost;
  }

  /** @param {string} what */
  async #decide(what) {
    const photo = this.#find();
    if (!photo) return;
    try {
      await ask(`/api/admin/photo/${photo.id}/stack`, { method: "PUT", json: { do: what } });
      this.#note(word(what === "top" ? "stack-topped" : "stack-apart"));
    } catch (error) {
      this.#note(reason(error, "report-away"));
    }
  }
}
