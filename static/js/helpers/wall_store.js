/**
 * What a wall stores in the browser for times without its server: the page with its files, and the newest photos. It
 * needs the browser's Cache Storage (HTTPS and localhost). The service worker answers from it.
 */

import { BASE, ours } from "./base.js";

/** @import { Photo } from "../types.js" */

/** Not one of the shells (workers/shell.js), which a new release throws away. */
export const WALL_CACHE = `wall.partywall${BASE}`;
const LIST = ours("/wall/kept");
const PAGE = ours("/wall");
/** These are fetched again whenever the server can be reached. */
const NOT_FILES = [ours("/api/"), ours("/media/"), PAGE];

/** @typedef {{photos: Photo[], told: unknown, party: unknown}} KeptNight `photos` have a picture here, the newest first */

export class WallStore {
  /** @type {Promise<Cache | null>} */
  #cache;
  /** Writes run one after another, so takedowns keep their order. @type {Promise<unknown>} */
  #writing = Promise.resolve();
  /** Photos that must still be deleted. @type {Map<string, number>} */
  #leaving = new Map();

  /** @param {CacheStorage | undefined} storage */
  constructor(storage) {
    this.#cache = storage ? storage.open(WALL_CACHE).catch(() => null) : Promise.resolve(null);
  }

  /** Whether a dropped photo's bytes may still be here. @param {string} id */
  isLeaving(id) {
    return this.#leaving.has(id);
  }

  /** Store this page and its files. @param {string[]} urls */
  async keepPage(urls) {
    const files = urls.filter((url) => isFile(url));
    await this.#write(async (cache) => {
      const page = await fetch(PAGE, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!page.ok || page.redirected) return;
      // A file that fails now is missing on this page, too.
      await Promise.all(files.map((url) => cache.add(url).catch(() => {})));
      await cache.put(PAGE, page);
      const wanted = new Set(files.map((url) => new URL(url).href));
      for (const { url } of await cache.keys()) if (isFile(url) && !wanted.has(url)) await cache.delete(url);
    });
  }

  /**
   * @param {string} id
   * @param {Blob} bytes
   */
  async put(id, bytes) {
    await this.#write((cache) => cache.put(`${LIST}/${id}`, new Response(bytes)));
  }

  /** Store the photos of the pictures, and the screens' state. @param {KeptNight} night */
  async write(night) {
    await this.#write((cache) => cache.put(LIST, Response.json(night)));
  }

  /** Let go of a photo for good. @param {string} id */
  async drop(id) {
    this.#leaving.set(id, (this.#leaving.get(id) ?? 0) + 1);
    await this.#write((cache) => cache.delete(`${LIST}/${id}`));
    const left = (this.#leaving.get(id) ?? 1) - 1;
    if (left > 0) this.#leaving.set(id, left);
    else this.#leaving.delete(id);
  }

  /** Delete all photos. The page stays, because it contains none. */
  async clear() {
    await this.#write(async (cache) => {
      for (const { url } of await cache.keys()) if (new URL(url).pathname.startsWith(LIST)) await cache.delete(url);
    });
  }

  /**
   * Read what was kept: the night, and the picture of each photo.
   * @returns {Promise<{night: KeptNight, pictures: Map<string, Blob>} | null>}
   */
  async read() {
    const cache = await this.#cache;
    try {
      const night = await (await cache?.match(LIST))?.json();
      if (!cache || !Array.isArray(night?.photos)) return null;
      const pictures = new Map();
      for (const { id } of night.photos) {
        const picture = await cache.match(`${LIST}/${id}`);
        if (picture) pictures.set(id, await picture.blob());
      }
      return { night: { ...night, photos: night.photos.filter((/** @type {Photo} */ { id }) => pictures.has(id)) }, pictures };
    } catch {
      return null; // half written, or a browser that lets nobody read any more
    }
  }

  /** @param {(cache: Cache) => Promise<unknown>} work */
  #write(work) {
    this.#writing = this.#writing.then(async () => {
      const cache = await this.#cache;
      // No room, or no server for the page's files: the wall goes on without the store.
      if (cache) await work(cache).catch(() => {});
    });
    return this.#writing;
  }
}

/** Whether an address is one of the page's files. @param {string} url */
function isFile(url) {
  const { origin, pathname } = new URL(url, location.href);
  return origin === location.origin && !NOT_FILES.some((path) => pathname.startsWith(path));
}
