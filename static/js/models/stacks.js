/**
 * A gallery's photos with each burst as one item. An item is its stack's top photo, named by the stack; it keeps its
 * place and its name whatever lies on top, so that nothing else on the page moves.
 */

/** @import { Photo } from "../types.js" */
/** @import { Gallery, Happening } from "./gallery.js" */
/** @typedef {Photo & {stacked?: number}} Item  stacked: of how many photos it is the top */

/** A host's choice has a rank from here on (photos/bursts.py). */
const CHOSEN = 1_000_000;

/** @param {Photo} photo */
const keyOf = (photo) => photo.stack || photo.id;

export class Stacks {
  #gallery;
  /** The ids of each stack's photos, in the list's order. @type {Map<string, string[]>} */
  #stacks = new Map();
  /** @type {Map<string, string>} */
  #keys = new Map();
  /** @type {string[]} */
  #order = [];
  /** @type {Set<(happening: Happening) => void>} */
  #listeners = new Set();

  /** @param {Gallery} gallery */
  constructor(gallery) {
    this.#gallery = gallery;
    this.#rebuild();
    gallery.listen((happening) => this.#follow(happening));
  }

  /** @returns {readonly Item[]} */
  get photos() {
    return this.#order.flatMap((key) => this.find(key) ?? []);
  }

  /** All photos, those of a stack one after the other, its top first. @returns {readonly Photo[]} */
  get spread() {
    return this.#order.flatMap((key) => this.#members(key));
  }

  /** @param {string} key @returns {Item | null} */
  find(key) {
    const members = this.#members(key);
    const [top] = members;
    return top ? { ...top, id: key, stacked: members.length } : null;
  }

  /** Return the photo that is seen for a stack. @param {string} key */
  topOf(key) {
    return this.#members(key)[0]?.id ?? key;
  }

  /** Return the name of the item that a photo is part of. @param {string} id */
  nameOf(id) {
    return this.#keys.get(id) ?? id;
  }

  /** Return all photos of a photo's stack, its top first. @param {string} id */
  around(id) {
    return this.#members(this.nameOf(id));
  }

  /**
   * @param {(happening: Happening) => void} listener
   * @returns {() => void} stops listening
   */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {string} key */
  #members(key) {
    const members = (this.#stacks.get(key) ?? []).flatMap((id) => this.#gallery.find(id) ?? []);
    if (members.length < 2) return members;
    const top = members.reduce((best, one) => (isAbove(one, best) ? one : best));
    return [top, ...members.filter((one) => one !== top)];
  }

  #rebuild() {
    this.#stacks.clear();
    this.#keys.clear();
    for (const photo of this.#gallery.photos) this.#put(photo);
    this.#order = [...this.#stacks.keys()];
  }

  /** @param {Photo} photo @returns {boolean} whether it began an item */
  #put(photo) {
    const key = keyOf(photo);
    const stack = this.#stacks.get(key);
    this.#keys.set(photo.id, key);
    if (stack) stack.push(photo.id);
    else this.#stacks.set(key, [photo.id]);
    return !stack;
  }

  /** @param {Happening} happening */
  #follow(happening) {
    if (happening.kind === "newer" || happening.kind === "older") this.#add(happening.kind, happening.photos);
    else if (happening.kind === "gone") this.#drop(happening.id);
    else if (happening.kind === "edited") this.#edit(happening.photo);
    else {
      if (happening.kind !== "held") this.#rebuild();
      this.#tell(happening);
    }
  }

  /** @param {"newer" | "older"} kind @param {Photo[]} photos */
  #add(kind, photos) {
    const began = photos.filter((photo) => this.#put(photo)).map(keyOf);
    this.#order = kind === "newer" ? [...began, ...this.#order] : [...this.#order, ...began];
    this.#tell({ kind, photos: began.flatMap((key) => this.find(key) ?? []) });
    const grown = new Set(photos.map(keyOf));
    for (const key of began) grown.delete(key);
    for (const key of grown) this.#tellOf(key);
  }

  /** @param {string} id */
  #drop(id) {
    const key = this.nameOf(id);
    const left = (this.#stacks.get(key) ?? []).filter((one) => one !== id);
    this.#keys.delete(id);
    if (left.length > 0) {
      this.#stacks.set(key, left);
      this.#tellOf(key);
      return;
    }
    this.#stacks.delete(key);
    this.#order = this.#order.filter((one) => one !== key);
    this.#tell({ kind: "gone", id: key });
  }

  /** @param {Photo} photo */
  #edit(photo) {
    if (this.nameOf(photo.id) === keyOf(photo)) {
      this.#tellOf(keyOf(photo));
    } else if (this.#stacks.has(keyOf(photo))) {
      this.#drop(photo.id);
      this.#put(photo);
      this.#tellOf(keyOf(photo));
    } else {
      this.#rebuild();
      this.#tell({ kind: "replaced" });
    }
  }

  /** @param {string} key */
  #tellOf(key) {
    const item = this.find(key);
    if (item) this.#tell({ kind: "edited", photo: item });
  }

  /** @param {Happening} happening */
  #tell(happening) {
    for (const listener of this.#listeners) listener(happening);
  }
}

/**
 * Tell whether a photo lies above another: the host's choice, else the couple's favourite, else more detail.
 * `photos/bursts.py` does the same.
 * @param {Photo} one
 * @param {Photo} other
 */
function isAbove(one, other) {
  /** @param {Photo} photo */
  const reasons = ({ stack_rank: rank, favourite, position }) => [rank >= CHOSEN ? rank : 0, Number(favourite), rank, -position];
  const [ours, theirs] = [reasons(one), reasons(other)];
  const at = ours.findIndex((reason, index) => reason !== theirs[index]);
  return at >= 0 && Number(ours[at]) > Number(theirs[at]);
}
