/**
 * The bytes of the newest pictures, in memory: a hundred photos go round while the server is away. They are fetched one
 * by one while all is well, mostly from the browser's own cache, and let go with their photo.
 */

import { rendition } from "../helpers/photo.js";

/** @import { Photo } from "../types.js" */

export const MOST_KEPT = 100;
/** A picture is half a megabyte; a hundred that are far larger must not fill a small computer. */
const MOST_BYTES = 120 * 1024 * 1024;

export class KeptPictures {
  #fetchBytes;
  /** By photo. @type {Map<string, {photo: Photo, url: string, bytes: Blob}>} */
  #kept = new Map();
  /** Pictures that did not come: not asked for again and again. @type {Set<string>} */
  #missed = new Set();
  #size = 0;
  #isBusy = false;

  /** @param {{fetchBytes: (url: string) => Promise<Blob | null>}} options null for what cannot be had now */
  constructor({ fetchBytes }) {
    this.#fetchBytes = fetchBytes;
  }

  get size() {
    return this.#kept.size;
  }

  /**
   * Return the bytes of a photo's picture as it is now, where they are kept.
   * @param {Photo} photo
   * @returns {Blob | null}
   */
  find(photo) {
    const kept = this.#kept.get(photo.id);
    return kept && kept.url === rendition(photo, "wall")?.url ? kept.bytes : null;
  }

  /**
   * Keep one more of the newest photos, and let go of those that are older than these or gone.
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
      this.#kept.set(photo.id, { photo, url, bytes });
      this.#size += bytes.size;
    } finally {
      this.#isBusy = false;
    }
  }

  /** Whether anything of a photo is kept here. @param {string} id */
  has(id) {
    return this.#kept.has(id);
  }

  /** Forget a photo that was taken down. @param {string} id */
  drop(id) {
    this.#size -= this.#kept.get(id)?.bytes.size ?? 0;
    this.#kept.delete(id);
  }

  /** The server is back: what did not come is worth another try. */
  recover() {
    this.#missed.clear();
  }

  /** Forget all. */
  clear() {
    this.#kept.clear();
    this.#size = 0;
  }

  /** @param {readonly Photo[]} newest */
  #letGo(newest) {
    const wanted = new Set(newest.map(({ id }) => id));
    if (this.#missed.size > MOST_KEPT) this.#missed.clear();
    for (const id of this.#kept.keys()) if (!wanted.has(id)) this.drop(id);
  }
}
