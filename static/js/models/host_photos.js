/** The photos as the host sees them: shown and hidden, newest first, a page at a time, and kept up to date. */

/** @import { Photo, Gone } from "../types.js" */

/** @typedef {(url: string, options?: {method?: string, json?: unknown}) => Promise<any>} Ask */

const PAGE_PHOTOS = 60;
/** How far one question for hidden photos looks back, and how many it is content with. */
const PAGES_AT_ONCE = 5;
const ENOUGH_HIDDEN = 24;

export class HostPhotos {
  #ask;
  #onPhoto;
  #onRemoved;
  /** @type {Map<string, Photo>} */
  #photos = new Map();
  /** @type {number | null} */
  #before = null;
  #hasMore = true;
  /** @type {Promise<void> | null} */
  #loading = null;

  /**
   * `onPhoto` hears of a photo that is new or has changed, `onRemoved` of one that is gone for good.
   * @param {{ask: Ask, onPhoto: (photo: Photo) => void, onRemoved: (id: string) => void}} options
   */
  constructor({ ask, onPhoto, onRemoved }) {
    this.#ask = ask;
    this.#onPhoto = onPhoto;
    this.#onRemoved = onRemoved;
  }

  /** Newest first. */
  get photos() {
    return [...this.#photos.values()].sort(newestFirst);
  }

  get hidden() {
    return this.photos.filter((photo) => photo.state === "hidden");
  }

  /** Tell whether there are older photos than these. */
  get hasMore() {
    return this.#hasMore;
  }

  /** Load the next page; asked twice at once, it is loaded once. */
  loadMore() {
    this.#loading ??= this.#load().finally(() => (this.#loading = null));
    return this.#loading;
  }

  /** Look further back until there are some more hidden photos, within bounds. */
  async loadMoreHidden() {
    const enough = this.hidden.length + ENOUGH_HIDDEN;
    for (let page = 0; page < PAGES_AT_ONCE && this.#hasMore && this.hidden.length < enough; page += 1) {
      await this.loadMore();
    }
  }

  /** Forget everything and load the first page again: the feed could not say what was missed. */
  async reload() {
    for (const id of [...this.#photos.keys()]) this.#drop(id);
    this.#before = null;
    this.#hasMore = true;
    await this.loadMore();
  }

  /**
   * A photo came or changed, as the feed tells it.
   * @param {Photo} photo
   */
  take(photo) {
    const oldest = this.photos.at(-1);
    const isFurtherBack = this.#hasMore && oldest && newestFirst(oldest, photo) < 0;
    // One that is further back than what is loaded comes with its page.
    if (this.#photos.has(photo.id) || !isFurtherBack) this.#set(photo);
  }

  /**
   * A photo is gone for everybody else; the log says whether it is hidden or deleted.
   * @param {Gone} gone
   */
  async takeGone({ id, change }) {
    const known = this.#photos.get(id);
    if (!known || known.change >= change) return;
    const { changes } = await this.#ask(`/api/admin/changes?before=${change + 1}&limit=1`);
    if (changes[0]?.no !== change || changes[0].kind !== "hidden") this.#drop(id);
    else this.#set({ ...known, change, state: "hidden", renditions: [] });
  }

  /** @param {string} id */
  async hide(id) {
    this.#set((await this.#ask(`/api/admin/photo/${id}/hide`, { method: "POST" })).photo);
  }

  /** @param {string} id */
  async restore(id) {
    this.#set((await this.#ask(`/api/admin/photo/${id}/restore`, { method: "POST" })).photo);
  }

  /** @param {string} id */
  async delete(id) {
    await this.#ask(`/api/photo/${id}`, { method: "DELETE" });
    this.#drop(id);
  }

  async #load() {
    if (!this.#hasMore) return;
    const page = await this.#ask(`/api/admin/photos?before=${this.#before ?? ""}&limit=${PAGE_PHOTOS}`);
    this.#before = page.before;
    this.#hasMore = page.more;
    for (const photo of page.photos) this.#set(photo);
  }

  /** @param {Photo} photo */
  #set(photo) {
    const known = this.#photos.get(photo.id);
    // The answer to a question and the feed overtake each other; the higher number is the later word.
    if (known && known.change >= photo.change) return;
    this.#photos.set(photo.id, photo);
    this.#onPhoto(photo);
  }

  /** @param {string} id */
  #drop(id) {
    if (this.#photos.delete(id)) this.#onRemoved(id);
  }
}

/**
 * @param {Photo} one
 * @param {Photo} other
 */
export function newestFirst(one, other) {
  return other.position - one.position;
}
