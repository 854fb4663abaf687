/** Several photos at once: chosen by a long press, a tap, Shift or Space, and what may be done with them. */

import { counted } from "../../helpers/counted.js";
import { rendition } from "../../helpers/photo.js";
import { ask, Refused } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { Chosen } from "../../models/chosen.js";
import { element } from "../parts/element.js";
import { AskTag } from "./ask_tag.js";
import { severally, tagAll, untagAll } from "./several.js";

/** @import { Album } from "../../models/album.js" */
/** @import { AlbumView } from "./view.js" */
/** @import { CollectDialog } from "./collections.js" */

const LONG_PRESS_MS = 450;
/** A finger that moves further than this scrolls. */
const STILL_PX = 10;
/** The most pictures that a phone can share without running out of memory. */
const MOST_SHARED = 20;

export class Choosing {
  #album;
  #view;
  #load;
  #collect;
  #root = element("[data-chapters]", HTMLElement);
  #bar = element("#chosen", HTMLElement);
  #count = element("#chosen-count", HTMLElement);
  #said = element("#chosen-said", HTMLElement);
  #undo = element("#chosen-undo", HTMLButtonElement);
  #toggle = element("#choose", HTMLButtonElement);
  #tagging = document.getElementById("tag-several") ? new AskTag() : null;
  #chosen = new Chosen(() => this.#render());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #press;
  #pressedAt = { x: 0, y: 0 };
  /** The click that ends a long press chooses nothing more. */
  #wasLong = false;

  /**
   * @param {Album} album
   * @param {AlbumView} view
   * @param {() => Promise<unknown>} load reads the album afresh
   * @param {CollectDialog | null} collect asks into which collection they go
   */
  constructor(album, view, load, collect) {
    this.#album = album;
    this.#view = view;
    this.#load = load;
    this.#collect = collect;
  }

  connect() {
    this.#album.listen(() => {
      // A photo unloaded for its distance still exists. Forget only photos that are gone by id.
      if (this.#chosen.isOn) this.#render();
    });
    const canShare = Boolean(navigator.canShare?.({ files: [new File([], "a.jpg", { type: "image/jpeg" })] }));
    for (const button of this.#buttons()) {
      if (button.dataset["do"] === "share" && !(canShare && document.body.dataset["downloads"] === "everyone")) button.remove();
      else button.addEventListener("click", () => void this.#do(button.dataset["do"] ?? ""));
    }
    this.#toggle.hidden = this.#buttons().length === 0;
    if (this.#toggle.hidden) return;
    this.#toggle.addEventListener("click", () => (this.#chosen.isOn ? this.#chosen.end() : this.#chosen.begin()));
    element("#chosen-end", HTMLButtonElement).addEventListener("click", () => this.#leave());
    document.addEventListener("keydown", (event) => this.#key(event));
    // Before the page opens the photo.
    this.#root.addEventListener("click", (event) => this.#click(event), { capture: true });
    this.#root.addEventListener("pointerdown", (event) => this.#down(event));
    this.#root.addEventListener("pointermove", ({ clientX: x, clientY: y }) => {
      if (Math.hypot(x - this.#pressedAt.x, y - this.#pressedAt.y) > STILL_PX) clearTimeout(this.#press);
    });
    for (const end of ["pointerup", "pointercancel"]) this.#root.addEventListener(end, () => clearTimeout(this.#press));
    this.#root.addEventListener("contextmenu", (event) => this.#chosen.isOn && event.preventDefault());
  }

  /** @param {string} id */
  drop(id) {
    this.#chosen.keep((one) => one !== id);
  }

  /** Mark a photo's element as it is chosen or not. @param {HTMLElement} node */
  mark(node) {
    const link = node.querySelector("a");
    if (!link) return;
    if (this.#chosen.isOn) {
      link.setAttribute("role", "checkbox");
      link.setAttribute("aria-checked", String(this.#chosen.has(node.dataset["id"] ?? "")));
    } else {
      link.removeAttribute("role");
      link.removeAttribute("aria-checked");
    }
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.#wasLong = false;
    const id = idOf(event.target);
    if (event.pointerType !== "touch" || !id || this.#chosen.isOn) return;
    this.#pressedAt = { x: event.clientX, y: event.clientY };
    clearTimeout(this.#press);
    this.#press = setTimeout(() => {
      this.#wasLong = true;
      this.#chosen.toggle(id);
    }, LONG_PRESS_MS);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const id = idOf(event.target);
    if (!id || event.button !== 0 || !(this.#chosen.isOn || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#wasLong) this.#wasLong = false;
    else if (event.shiftKey) this.#chosen.reach(id, this.#order());
    else this.#chosen.toggle(id);
  }

  /** The ids of all photos that have come, as they lie. */
  #order() {
    return this.#album.stretches.flatMap(({ items }) => items.flatMap(({ photo }) => (photo ? [photo.id] : [])));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#chosen.isOn || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.#leave();
    }
    const id = event.key === " " ? idOf(document.activeElement) : "";
    if (!id) return;
    event.preventDefault();
    if (event.shiftKey) this.#chosen.reach(id, this.#order());
    else this.#chosen.toggle(id);
  }

  #leave() {
    const isInBar = this.#bar.contains(document.activeElement);
    this.#chosen.end();
    if (isInBar) this.#toggle.focus();
  }

  /** @returns {HTMLButtonElement[]} */
  #buttons() {
    return [...this.#bar.querySelectorAll("[data-do]")].filter((one) => one instanceof HTMLButtonElement);
  }

  #render() {
    const { isOn, ids } = this.#chosen;
    this.#toggle.setAttribute("aria-pressed", String(isOn));
    this.#bar.hidden = !isOn;
    this.#root.dataset["choosing"] = String(isOn);
    this.#count.textContent = isOn ? counted("chosen", ids.length) : "";
    for (const { node } of this.#view.nodes) this.mark(node);
    for (const button of this.#buttons()) {
      const isForOne = "one" in button.dataset;
      button.hidden = isForOne && ids.length > 1;
      const isTooMuch = button.dataset["do"] === "share" && ids.length > MOST_SHARED;
      button.disabled = ids.length === 0 || isTooMuch;
    }
  }

  /** @param {string} what */
  async #do(what) {
    const ids = this.#chosen.ids;
    this.#tell("");
    for (const button of this.#buttons()) button.disabled = true;
    try {
      if (what === "share") await this.#share(ids);
      if (what === "zip") location.assign((await ask("/api/admin/exports", { method: "POST", json: { photos: ids } })).export.page);
      if (what === "hide") await this.#hide(ids);
      if (what === "turn_left" || what === "turn_right") await this.#turn(what, ids);
      if (what === "tag") await this.#tag(ids);
      if (what === "collect") this.#collect?.open(ids, (said) => this.#end(said));
      if (what === "begin") await this.#askChapter("/api/admin/chapters", "POST", ids[0] ?? "");
      if (what === "border") await this.#askChapter(`/api/admin/chapters/${this.#chapterOf(ids[0] ?? "")}`, "PUT", ids[0] ?? "");
    } catch (error) {
      this.#failed(error);
      if (error instanceof Refused && error.code === "CHAPTERS_CHANGED") await this.#load();
    }
    this.#render();
  }

  /** @param {string} said */
  #end(said) {
    this.#chosen.end();
    this.#said.textContent = said;
  }

  /** @param {string[]} ids */
  async #hide(ids) {
    const hidden = await severally("hide", ids);
    this.#chosen.end();
    this.#tell(counted("hidden", hidden.length), async () => {
      const back = await severally("restore", hidden);
      this.#tell(counted("restored", back.length));
    });
  }

  /**
   * @param {"turn_left" | "turn_right"} way
   * @param {string[]} ids
   */
  async #turn(way, ids) {
    this.#said.textContent = word("turning");
    const turned = await severally(way, ids);
    this.#chosen.end();
    this.#tell(counted("turned", turned.length), async () => {
      const back = await severally(way === "turn_left" ? "turn_right" : "turn_left", turned);
      this.#tell(counted("turned", back.length));
    });
  }

  /** @param {string[]} ids */
  async #tag(ids) {
    const tag = await this.#tagging?.ask();
    if (!tag) return;
    const tagged = await tagAll(tag, ids);
    this.#chosen.end();
    this.#tell(counted("tagged", tagged.length, { tag }), async () => {
      await untagAll(tag, tagged);
      this.#tell(word("untagged", { tag }));
    });
  }

  /**
   * Say what was done, and let it be undone.
   * @param {string} sentence
   * @param {(() => Promise<void>) | null} [onUndo]
   */
  #tell(sentence, onUndo = null) {
    this.#said.textContent = sentence;
    this.#undo.hidden = onUndo === null;
    this.#undo.onclick = () => {
      this.#undo.hidden = true;
      onUndo?.().catch((error) => this.#failed(error));
    };
  }

  /** @param {unknown} error */
  #failed(error) {
    this.#said.textContent = error instanceof Refused ? error.message : word("network-away");
  }

  /**
   * @param {string} url
   * @param {string} method
   * @param {string} photo
   */
  async #askChapter(url, method, photo) {
    await ask(url, { method, json: { photo, no: this.#album.no } });
    await this.#load();
    this.#chosen.end();
  }

  /** @param {string} id */
  #chapterOf(id) {
    const item = this.#album.itemOf(id);
    return this.#album.chapters.find(({ stretches }) => stretches.some(({ items }) => item && items.includes(item)))?.id ?? "";
  }

  /** @param {string[]} ids */
  async #share(ids) {
    const shown = ids.map((id) => this.#album.find(id)).map((photo) => photo && rendition(photo, "wall"));
    const files = await Promise.all(
      shown.map(async (one, no) => one && new File([await (await fetch(one.url)).blob()], `party-${no + 1}.jpg`, { type: one.type })),
    );
    try {
      await navigator.share({ files: files.filter((file) => file !== null) });
    } catch (error) {
      // Closing the sheet again is an answer, too.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }
}

/** @param {EventTarget | null} target */
function idOf(target) {
  const place = target instanceof Element ? target.closest("li.photo") : null;
  return place instanceof HTMLElement ? (place.dataset["id"] ?? "") : "";
}
