/**
 * The bytes of the newest pictures, in memory: a hundred photos go round while the server is away. They are fetched one
 * by one while all is well, mostly from the browser's own cache, and let go with their photo. A store keeps them for a
 * page that is loaded anew, where the browser has one.
 */

import { rendition } from "../helpers/photo.js";

/** @import { Photo } from "../types.js" */

export const MOST_KEPT = 100;
/** A picture has half a megabyte. A hundred much larger ones must not fill a small computer. */
const MOST_BYTES = 120 * 1024 * 1024;

/**
 * @typedef {{put: (id: string, bytes: Blob) => Promise<void>, drop: (id: string) => Promise<void>,
 *   clear: () => Promise<void>, isLeaving: (id: string) => boolean}} Store
 */

export class KeptPictures {
  #fetchBytes;
  #store;
  /** By photo. @type {Map<string, {photo: Photo, url: string, bytes: Blob}>} */
  #kept = new Map();
  /** Pictures that failed to load. They are not tried again and again. @type {Set<string>} */
  #missed = new Set();
  #size = 0;
  #isBusy = false;

  /**
   * `fetchBytes` returns null if the file cannot be fetched now.
   * @param {{fetchBytes: (url: string) => Promise<Blob | null>, store?: Store | null}} options
   */
  constructor({ fetchBytes, store = null }) {
    this.#fetchBytes = fetchBytes;
    this.#store = store;
  }

  /** The photos whose pictures are kept, the newest first. */
  get photos() {
    return [...this.#kept.values()].map(({ photo }) => photo).sort((a, b) => b.position - a.position);
  }

  /**
   * Take in what the store has kept of an earlier page.
   * @param {readonly Photo[]} photos
   * @param {ReadonlyMap<string, Blob>} pictures
   */
  restore(photos, pictures) {
    for (const photo of photos) {
      const bytes = pictures.get(photo.id);
      const url = rendition(photo, "wall")?.url;
      if (!bytes || !url || this.#kept.has(photo.id)) continue;
      this.#kept.set(photo.id, { photo, url, bytes });
      this.#size += bytes.size;
    }
  }

  /** Drop all pictures that are no longer among these: they may have been taken down. @param {readonly Photo[]} known */
  retain(known) {
    const ids = new Set(known.map(({ id }) => id));
    for (const id of [...this.#kept.keys()]) if (!ids.has(id)) this.drop(id);
  }

  get size() {
    return this.#kept.size;
  }

  /**
   * Return the bytes of a photo's current picture, if they are kept.
   * @param {Photo} photo
   * @returns {Blob | null}
   */
  find(photo) {
    const kept = this.#kept.get(photo.id);
    return kept && kept.url === rendition(photo, "wall")?.url ? kept.bytes : null;
  }

  /**
   * Keep one more of the newest photos. Drop older ones and those that are gone.
   * @param {readonly Photo[]} photos newest first
   * @param {(id: string) => Photo | null} stillThere
   */
  async keepOne(photos, stillThere) {
    if (this.#isBusy) return;
    const newest = photos.slice(0, MOST_KEPT);
    this.#letGo(newest);
    const photo = newest.find((one) => !this.find(one) && !this.#missed.has(rendition(one, "wall")?.url ?? ""));
    const url = photo && rendition(photo, "wall")?.url;
    if (!photo || !url || this.#size >= MOST_BYTES) return;
    this.#isBusy = true;
    try {
      const bytes = await this.#fetchBytes(url);
      if (!bytes) this.#missed.add(url);
      // It may have been taken down or edited meanwhile.
      const now = stillThere(photo.id);
      if (!bytes || !now || rendition(now, "wall")?.url !== url) return;
      this.drop(photo.id);
      this.#kept.set(photo.id, { photo: now, url, bytes });
      this.#size += bytes.size;
      void this.#store?.put(photo.id, bytes);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Whether anything of a photo is kept here. @param {string} id */
  has(id) {
    return this.#kept.has(id) || this.#store?.isLeaving(id) === true;
  }

  /** Forget a photo that was taken down. @param {string} id */
  drop(id) {
    const kept = this.#kept.get(id);
    if (!kept) return;
    this.#size -= kept.bytes.size;
    this.#kept.delete(id);
    void this.#store?.drop(id);
  }

  /** The server is back: try failed pictures again. */
  recover() {
    this.#missed.clear();
  }

  /** Forget all. */
  clear() {
    this.#kept.clear();
    this.#size = 0;
    void this.#store?.clear();
  }

  /** @param {readonly Photo[]} newest */
  #letGo(newest) {
    const wanted = new Set(newest.map(({ id }) => id));
    if (this.#missed.size > MOST_KEPT) this.#missed.clear();
    for (const id of this.#kept.keys()) if (!wanted.has(id)) this.drop(id);
  }
}
