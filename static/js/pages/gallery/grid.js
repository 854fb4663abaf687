/** The gallery's photos on the page: only the rows near the window are elements, however many there are. */

import { Rows } from "../../models/rows.js";
import { measure, sized } from "./measures.js";
import { dismiss, fill, makePhotoNode, paintUntilLoaded } from "./photo_node.js";

/** @import { Item } from "../../models/stacks.js" */
/** @import { Happening } from "../../models/gallery.js" */
/** @import { Place } from "../../models/rows.js" */

/** How far beyond the window photos are kept ready, and when older ones are asked for, in window heights. */
const READY = 1;
const ASK_WITHIN = 3;
/** As long as the slide in gallery.css takes, and a little. */
const MOVING_MS = 500;

export class PhotoGrid {
  #list;
  #template;
  #gallery;
  #onNearEnd;
  #rows;
  /** @type {Map<string, HTMLElement>} */
  #nodes = new Map();
  #range = "";
  #frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #movingTimer;
  #stopListening = () => {};
  #sizes = new ResizeObserver(() => this.#resize());

  /**
   * @param {HTMLElement} list holds the elements that the server has rendered
   * @param {HTMLTemplateElement} template
   * @param {{photos: readonly Item[], find: (id: string) => Item | null, listen: (listener: (happening: Happening) => void) => () => void}} gallery
   * @param {() => void} onNearEnd
   */
  constructor(list, template, gallery, onNearEnd) {
    this.#list = list;
    this.#template = template;
    this.#gallery = gallery;
    this.#onNearEnd = onNearEnd;
    this.#rows = new Rows(measure(list));
  }

  connect() {
    for (const node of this.#list.querySelectorAll("li")) this.#adopt(node);
    this.#rows.fill(this.#gallery.photos.map(sized));
    this.#list.classList.add("grid--placed");
    this.#stopListening = this.#gallery.listen((happening) => this.#follow(happening));
    window.addEventListener("scroll", this.#soon, { passive: true });
    window.addEventListener("resize", this.#soon);
    this.#sizes.observe(this.#list);
    this.#render();
  }

  disconnect() {
    this.#stopListening();
    window.removeEventListener("scroll", this.#soon);
    window.removeEventListener("resize", this.#soon);
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#movingTimer);
  }

  /** @param {string} id of a photo that need not be on the page now */
  image(id) {
    return this.#nodes.get(id)?.querySelector("img") ?? null;
  }

  /**
   * Bring a photo into view and give it the focus.
   * @param {string} id
   */
  reveal(id) {
    const place = this.#rows.find(id);
    if (!place) return;
    const top = this.#list.getBoundingClientRect().top + place.y;
    if (top < 0 || top + this.#rows.measures.height > window.innerHeight) {
      window.scrollBy({ top: top - (window.innerHeight - this.#rows.measures.height) / 2, behavior: "instant" });
    }
    this.#render();
    this.#nodes.get(id)?.querySelector("a")?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} node */
  #adopt(node) {
    const photo = this.#gallery.find(node.dataset["id"] ?? "");
    if (!photo) return;
    this.#nodes.set(photo.id, node);
    paintUntilLoaded(node, photo);
  }

  /** @param {Happening} happening */
  #follow(happening) {
    if (happening.kind === "edited") {
      const node = this.#nodes.get(happening.photo.id);
      if (node) fill(node, happening.photo);
      return;
    }
    if (happening.kind === "newer") {
      this.#move();
      this.#rows.prepend(happening.photos.map(sized));
    } else if (happening.kind === "older") {
      this.#rows.append(happening.photos.map(sized));
    } else if (happening.kind === "gone") {
      this.#closeUp(happening.id);
    } else if (happening.kind === "replaced") {
      for (const node of this.#nodes.values()) dismiss(node);
      this.#nodes.clear();
      this.#rows.fill(this.#gallery.photos.map(sized));
    }
    this.#renderAll();
  }

  /** @param {string} id */
  #closeUp(id) {
    const rowsBefore = this.#rows.count;
    const row = this.#rows.remove(id);
    const bottom = this.#list.getBoundingClientRect().top + (row + 1) * this.#rows.pitch;
    if (this.#rows.count === rowsBefore || bottom > 0) this.#move();
    // A row above the window is gone: what is being looked at stays where it is.
    else window.scrollBy({ top: -this.#rows.pitch, behavior: "instant" });
  }

  /** Let the photos slide to their new places. */
  #move() {
    this.#list.classList.add("grid--moving");
    clearTimeout(this.#movingTimer);
    this.#movingTimer = setTimeout(() => this.#list.classList.remove("grid--moving"), MOVING_MS);
  }

  #resize() {
    const measures = measure(this.#list);
    if (measures.width === this.#rows.measures.width && measures.height === this.#rows.measures.height) return;
    const top = this.#list.getBoundingClientRect().top;
    const [anchor] = top < 0 ? this.#rows.places(Math.floor(-top / this.#rows.pitch), this.#rows.count) : [];
    this.#rows.fill(this.#gallery.photos.map(sized), measures);
    this.#renderAll();
    const place = anchor && this.#rows.find(anchor.id);
    if (place) window.scrollBy({ top: place.y - anchor.y, behavior: "instant" });
  }

  #soon = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  };

  #renderAll() {
    this.#range = "";
    this.#render();
  }

  #render() {
    const top = this.#list.getBoundingClientRect().top;
    const { pitch, height } = this.#rows;
    const ready = window.innerHeight * READY;
    const first = Math.floor((-top - ready) / pitch);
    const end = Math.ceil((-top + window.innerHeight + ready) / pitch);
    const range = `${first} ${end}`;
    if (range !== this.#range) {
      this.#range = range;
      this.#list.style.blockSize = `${height}px`;
      this.#place(this.#rows.places(first, end));
    }
    if (top + height < window.innerHeight * (1 + ASK_WITHIN)) this.#onNearEnd();
  }

  /** @param {Place[]} places */
  #place(places) {
    const wanted = new Set(places.map((place) => place.id));
    const focused = document.activeElement?.closest("li");
    for (const [id, node] of this.#nodes) {
      // The focused one stays, wherever it is: without it, the next Tab would begin at the top of the page.
      if (wanted.has(id) || (node === focused && this.#gallery.find(id))) continue;
      dismiss(node);
      this.#nodes.delete(id);
    }
    const turn = getComputedStyle(this.#list).direction === "rtl" ? -1 : 1;
    let next = this.#list.firstElementChild;
    for (const { id, x, y, width } of places) {
      const node = this.#nodes.get(id) ?? this.#make(id);
      if (!node) continue;
      node.style.transform = `translate(${turn * x}px, ${y}px)`;
      node.style.inlineSize = `${width}px`;
      while (next && next !== node && next === focused) next = next.nextElementSibling;
      if (node === next) next = next.nextElementSibling;
      else this.#list.insertBefore(node, next);
    }
  }

  /** @param {string} id */
  #make(id) {
    const photo = this.#gallery.find(id);
    if (!photo) return null;
    const node = makePhotoNode(this.#template, photo);
    this.#nodes.set(id, node);
    return node;
  }
}
