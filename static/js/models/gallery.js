/**
 * The gallery's list: newest first, growing at both ends, and consistent with the feed in any order of answers.
 *
 * New photos are held back until `release()`: the view decides when the list may move.
 */

import { PageLoader } from "./page_loader.js";

/** @import { Gone, Photo } from "../types.js" */
/** @import { Page } from "./page_loader.js" */
/**
 * @typedef {{kind: "newer" | "older", photos: Photo[]} | {kind: "edited", photo: Photo, at?: string}
 *   | {kind: "gone", id: string} | {kind: "replaced"} | {kind: "held"}
 *   | {kind: "refreshed"}} Happening  at: the photo's name in the list, where that is not its id; refreshed: photos are there now, or gone, of which nobody has told one by one
 */

export class Gallery {
  /** @type {Photo[]} */
  #photos = [];
  /** @type {Map<string, Photo>} */
  #known = new Map();
  /** @type {Photo[]} */
  #held = [];
  /** @type {number | null} */
  #before = null;
  #pages;
  /** @type {Set<(happening: Happening) => void>} */
  #listeners = new Set();

  /**
   * @param {Page} first the page that the server has rendered
   * @param {(before: number | null) => Promise<Page>} fetchPage
   */
  constructor(first, fetchPage) {
    this.#pages = new PageLoader(fetchPage);
    this.#setAll(first);
  }

  /** @returns {readonly Photo[]} */
  get photos() {
    return this.#photos;
  }

  get heldCount() {
    return this.#held.length;
  }

  get hasOlder() {
    return this.#before !== null;
  }

  /** @param {string} id */
  find(id) {
    return this.#known.get(id) ?? null;
  }

  /**
   * @param {(happening: Happening) => void} listener
   * @returns {() => void} stops listening
   */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Take a photo from the feed: a new one, an edited one, or one that is back.
   * @param {Photo} photo
   */
  take(photo) {
    this.#pages.note(photo);
    const known = this.#known.get(photo.id);
    if (known) {
      this.#update(known, photo);
      return;
    }
    const held = this.#held.findIndex((one) => one.id === photo.id);
    if (held >= 0) {
      this.#held[held] = photo;
      return;
    }
    const newest = this.#photos[0];
    if (!newest || !isOlder(photo, newest)) {
      const place = this.#held.findIndex((one) => isOlder(one, photo));
      this.#held.splice(place < 0 ? this.#held.length : place, 0, photo);
      this.#tell({ kind: "held" });
      return;
    }
    this.#putBack(photo);
  }

  /**
   * Set a photo's number of hearts. This is no change of the photo, so it needs no check of order.
   * @param {string} id
   * @param {number} hearts
   */
  setHearts(id, hearts) {
    const known = this.#known.get(id);
    if (!known || known.hearts === hearts) return;
    const photo = { ...known, hearts };
    this.#known.set(id, photo);
    this.#photos[this.#photos.indexOf(known)] = photo;
    this.#tell({ kind: "edited", photo });
  }

  /** Let in what was held back. */
  release() {
    if (this.#held.length === 0) return;
    const photos = this.#held;
    this.#held = [];
    this.#photos = [...photos, ...this.#photos];
    for (const photo of photos) this.#known.set(photo.id, photo);
    this.#tell({ kind: "newer", photos });
  }

  /** @param {Gone} gone */
  drop(gone) {
    const { id } = gone;
    this.#pages.note(gone);
    const heldBefore = this.#held.length;
    this.#held = this.#held.filter((photo) => photo.id !== id);
    if (this.#held.length !== heldBefore) this.#tell({ kind: "held" });
    if (!this.#known.delete(id)) return;
    this.#photos = this.#photos.filter((photo) => photo.id !== id);
    this.#tell({ kind: "gone", id });
  }

  /** Fetch the next older page. Simultaneous callers share one request. Throws what the request throws. */
  loadOlder() {
    if (this.#before === null) return Promise.resolve();
    return this.#pages.load(this.#before, (page) => {
      const photos = page.photos.filter((photo) => !this.#known.has(photo.id));
      this.#photos.push(...photos);
      for (const photo of photos) this.#known.set(photo.id, photo);
      this.#before = page.before;
      this.#tell({ kind: "older", photos });
    });
  }

  /** Fetch the first page afresh: the feed cannot say what changed since. */
  async reload() {
    await this.#pages.settled();
    this.#held = [];
    await this.#pages.load(null, (page) => {
      const arrived = new Set(page.photos.map((photo) => photo.id));
      this.#held = this.#held.filter((photo) => !arrived.has(photo.id));
      this.#setAll(page);
      this.#tell({ kind: "replaced" });
    });
  }

  /**
   * @param {Photo} known
   * @param {Photo} photo
   */
  #update(known, photo) {
    if (photo.change <= known.change) return;
    this.#known.set(photo.id, photo);
    this.#photos[this.#photos.indexOf(known)] = photo;
    this.#tell({ kind: "edited", photo });
  }

  /**
   * Put a restored photo back in its place. If its page is not loaded yet, it comes with the page.
   * @param {Photo} photo
   */
  #putBack(photo) {
    const index = this.#photos.findIndex((one) => isOlder(one, photo));
    if (index < 0 && this.#before !== null) return;
    this.#photos.splice(index < 0 ? this.#photos.length : index, 0, photo);
    this.#known.set(photo.id, photo);
    this.#tell({ kind: "replaced" });
  }

  /** @param {Page} page */
  #setAll({ photos, before }) {
    this.#photos = [...photos];
    this.#known = new Map(photos.map((photo) => [photo.id, photo]));
    this.#before = before;
  }

  /** @param {Happening} happening */
  #tell(happening) {
    for (const listener of this.#listeners) listener(happening);
  }
}

/**
 * Tell whether one photo is below another. This is nearly always right. The server orders by first showing, which
 * differs if a large photo took longer than a small one sent after it.
 * @param {Photo} one
 * @param {Photo} other
 */
function isOlder(one, other) {
  return one.position < other.position;
}
