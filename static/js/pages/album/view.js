/** The album on the page: chapters with their full height, but only the photos near the window. */

import { AlbumRows } from "../../models/album_rows.js";
import { itemsOf } from "../../models/album_stretch.js";
import { measure } from "../gallery/measures.js";
import { dismiss, fill } from "../gallery/photo_node.js";
import { ChapterNode } from "./chapter_node.js";
import { fillPlace, makePlace } from "./place_node.js";

/** @import { Album, Happening } from "../../models/album.js" */
/** @import { Item, Stretch } from "../../models/album_stretch.js" */

/** How far beyond the window photos are kept ready, in window heights. */
const READY = 0.75;
/** While scrolling faster than this, nothing is fetched. */
const LOOKED_AT_MS = 90;
/** Nearer to the top than this nothing is held in place: the beginning is what is looked at. */
const AT_TOP_PX = 8;

/** @typedef {{node: ChapterNode, items: Item[], rows: AlbumRows, of: Map<Item, Stretch>}} Laid */

export class AlbumView {
  #root;
  #album;
  /** @type {(item: Item, node: HTMLElement) => void} */
  #onNode;
  /** @type {Laid[]} */
  #laid = [];
  /** @type {Map<string, {item: Item, node: HTMLElement}>} */
  #nodes = new Map();
  #frame = 0;
  #range = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Set<Stretch>} */
  #wanted = new Set();
  #sizes = new ResizeObserver(() => this.#resize());
  #widthPx = 0;

  /**
   * @param {HTMLElement} root
   * @param {Album} album
   * @param {(item: Item, node: HTMLElement) => void} onNode hears of each photo's element as it is filled
   */
  constructor(root, album, onNode) {
    this.#root = root;
    this.#album = album;
    this.#onNode = onNode;
  }

  connect() {
    this.#album.listen((happening) => this.#follow(happening));
    window.addEventListener("scroll", this.#soon, { passive: true });
    window.addEventListener("resize", this.#soon);
    this.#sizes.observe(this.#root);
  }

  /** The elements of photos that are on the page now. */
  get nodes() {
    return this.#nodes.values();
  }

  /** @param {string} key */
  image(key) {
    return this.#nodes.get(key)?.node.querySelector("img") ?? null;
  }

  /**
   * Bring a place into view; `offset` is where in the window its top is to be, the middle without one.
   * @param {Item} item
   * @param {number | null} [offset]
   */
  bring(item, offset = null) {
    const top = this.#topOf(item);
    if (top === null) return;
    const height = this.#measures().height;
    const isSeen = top >= 0 && top + height <= window.innerHeight;
    const wanted = offset ?? (isSeen ? top : (window.innerHeight - height) / 2);
    window.scrollBy({ top: top - wanted, behavior: "instant" });
    this.#render();
  }

  /** @param {string} key */
  focus(key) {
    this.#nodes.get(key)?.node.querySelector("a")?.focus({ preventScroll: true });
  }

  /** Return the first place that is seen, and where in the window its top is; null in an empty album. */
  firstSeen() {
    for (const { node, items, rows } of this.#laid) {
      const box = node.list.getBoundingClientRect();
      if (box.bottom <= this.#headPx()) continue;
      const row = Math.min(rows.count - 1, Math.max(0, Math.ceil((this.#headPx() - box.top - rows.pitch / 2) / rows.pitch)));
      const item = items[rows.firstIn(row)];
      if (item) return { item, top: box.top + row * rows.pitch };
    }
    return null;
  }

  /** How many photos come before the first one that is seen. */
  seenIndex() {
    const seen = this.firstSeen()?.item;
    let before = 0;
    for (const { items, of } of this.#laid) {
      if (seen && of.has(seen)) return before + items.indexOf(seen);
      before += items.length;
    }
    return 0;
  }

  /**
   * Return the place of the album that so many others come before.
   * @param {number} index
   */
  itemAt(index) {
    let rest = index;
    for (const { items } of this.#laid) {
      if (rest < items.length) return items[rest] ?? null;
      rest -= items.length;
    }
    return null;
  }

  /** Lay everything out again, and keep the visible photos in place. */
  layOut() {
    const anchor = window.scrollY > AT_TOP_PX ? this.firstSeen() : null;
    const measures = this.#measures();
    this.#widthPx = measures.width;
    const spare = new Map(this.#laid.map((one) => [one.node.id, one.node]));
    this.#laid = this.#album.chapters
      .filter((chapter) => chapter.stretches.some((stretch) => stretch.items.length > 0))
      .map((chapter, index) => {
        const items = itemsOf(chapter);
        const rows = new AlbumRows(items.map((item) => item.ratio), measures);
        const node = spare.get(chapter.id) ?? new ChapterNode(chapter.id);
        spare.delete(chapter.id);
        const from = chapter.stretches[0];
        const until = chapter.stretches.at(-1);
        const end = until?.items.at(-1)?.photo?.happened_at ?? until?.at ?? "";
        node.tell({ title: chapter.title, count: items.length, from: from?.at ?? "", until: end, isFirst: index === 0 });
        node.list.style.blockSize = `${rows.height}px`;
        if (this.#root.children[index] !== node.element) this.#root.insertBefore(node.element, this.#root.children[index] ?? null);
        const of = new Map(chapter.stretches.flatMap((stretch) => stretch.items.map((item) => /** @type {const} */ ([item, stretch]))));
        return { node, items, rows, of };
      });
    for (const node of spare.values()) node.element.remove();
    if (anchor) {
      const top = this.#topOf(anchor.item);
      if (top !== null && Math.abs(top - anchor.top) > 0.5) window.scrollBy({ top: top - anchor.top, behavior: "instant" });
    }
    this.#render(true);
  }

  /** @param {Happening} happening */
  #follow(happening) {
    if (happening.kind === "edited") {
      const node = this.#nodes.get(happening.item.key)?.node;
      if (node && happening.item.photo) fill(node, happening.item.photo);
    } else if (happening.kind === "filled") {
      for (const item of happening.stretch.items) this.#refresh(item);
    } else this.layOut();
  }

  /** @param {Item} item */
  #refresh(item) {
    const node = this.#nodes.get(item.key)?.node;
    if (node && item.photo && node.dataset["id"] !== item.photo.id) {
      fillPlace(node, item.photo);
      this.#onNode(item, node);
    }
  }

  #measures() {
    return measure(this.#root);
  }

  /** How much of the window's upper edge the chapter's heading takes. */
  #headPx() {
    return this.#laid[0]?.node.headPx ?? 0;
  }

  /** @param {Item} item */
  #topOf(item) {
    for (const { node, items, rows, of } of this.#laid) {
      if (!of.has(item)) continue;
      return node.list.getBoundingClientRect().top + rows.rowOf(items.indexOf(item)) * rows.pitch;
    }
    return null;
  }

  #resize() {
    if (this.#laid.length > 0 && this.#measures().width !== this.#widthPx) this.layOut();
  }

  #soon = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  };

  #render(isAnew = false) {
    const ready = window.innerHeight * READY;
    const ranges = this.#laid.map(({ node, rows }) => {
      const top = node.list.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor((-ready - top) / rows.pitch));
      return { first, end: Math.min(rows.count, Math.ceil((window.innerHeight + ready - top) / rows.pitch)) };
    });
    const range = ranges.map(({ first, end }) => (first < end ? `${first}-${end}` : "")).join(" ");
    if (range === this.#range && !isAnew) return;
    this.#range = range;
    /** @type {Set<string>} */
    const wanted = new Set();
    this.#wanted = new Set();
    const turn = getComputedStyle(this.#root).direction === "rtl" ? -1 : 1;
    const focused = document.activeElement?.closest("li");
    for (const [chapter, { node, items, rows, of }] of this.#laid.entries()) {
      const { first, end } = /** @type {{first: number, end: number}} */ (ranges[chapter]);
      let next = node.list.firstElementChild;
      for (const { index, x, y, width } of rows.places(first, end)) {
        const item = /** @type {Item} */ (items[index]);
        const stretch = of.get(item);
        if (stretch) this.#wanted.add(stretch);
        wanted.add(item.key);
        const place = this.#nodes.get(item.key)?.node ?? this.#make(item);
        this.#refresh(item);
        place.setAttribute("aria-posinset", String(index + 1));
        place.setAttribute("aria-setsize", String(items.length));
        place.style.transform = `translate(${turn * x}px, ${y}px)`;
        place.style.inlineSize = `${width}px`;
        while (next && next !== place && !wanted.has(next.getAttribute("data-key") ?? "")) next = next.nextElementSibling;
        if (place === next) next = next.nextElementSibling;
        else node.list.insertBefore(place, next);
      }
    }
    for (const [key, { item, node }] of this.#nodes) {
      // The focused one stays, wherever it is: without it, the next Tab would begin at the top of the page.
      if (wanted.has(key) || (node === focused && this.#laid.some(({ of }) => of.has(item)))) continue;
      dismiss(node);
      this.#nodes.delete(key);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), LOOKED_AT_MS);
  }

  /** @param {Item} item */
  #make(item) {
    const node = makePlace(item);
    this.#nodes.set(item.key, { item, node });
    if (item.photo) this.#onNode(item, node);
    return node;
  }

  #fetch() {
    for (const stretch of this.#wanted) {
      this.#album.touch(stretch);
      // Without a network there is nothing to fill it with; the next look asks again.
      this.#album.fill(stretch).catch(() => {});
    }
  }

  /** Ask again for what is in view. */
  retry() {
    this.#fetch();
  }
}
