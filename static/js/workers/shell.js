/**
 * The pages and files that open without a network, stored as one set for each release.
 *
 * A page comes from the network if possible. It replaces the stored one only if it fits our files.
 * A wall stores itself (helpers/wall_store.js), and that store answers only while the server is away. Requests for the
 * API, renditions and the host's pages pass untouched.
 */

import { BASE, ours } from "../helpers/base.js";
import { WALL_CACHE } from "../helpers/wall_store.js";

/** @import { AskEvent } from "./types.js" */

const PREFIX = `partywall${BASE}-`;
const OFFLINE = ours("/offline");
const PAGES = new Set([ours("/"), ours("/upload")]);
/** These pages need the network. Without it the offline page says so. */
const NETWORK_PAGES = new Set([ours("/edit")]);
const WALL = ours("/wall");
/** A browser that gets this answer must not keep the photos stored here. */
const SHUT_OUT = new Set([401, 403, 404, 410]);
/** A proxy's statuses while the server behind it is away. */
const AWAY = new Set([502, 503, 504]);
/** On a network this slow the stored page opens instead, and the feed brings what is new. */
const PATIENCE_MS = 6_000;
/** How many open pages are remembered as fitting our files. Any other page asks the network first. */
const MOST_OPEN = 40;

export class Shell {
  #release;
  #files;
  /** @type {Set<string>} */
  #open = new Set();
  /** Walls that were opened while the server was away. @type {Set<string>} */
  #walls = new Set();

  /**
   * @param {string} release
   * @param {string[]} files
   */
  constructor(release, files) {
    this.#release = release;
    this.#files = files;
  }

  get #name() {
    return PREFIX + this.#release;
  }

  /** Store everything or nothing. If the server is changing its release, try again later. */
  async keep() {
    const cache = await caches.open(this.#name);
    await cache.addAll(this.#files);
    for (const path of [...PAGES, OFFLINE]) {
      const page = await fetch(path, { headers: { Accept: "text/html" } });
      if (!this.#isOurs(page)) throw new Error(`${path} is of another release`);
      await cache.put(path, page);
    }
  }

  async dropOthers() {
    await dropShells((name) => name !== this.#name);
  }

  /**
   * Answer a page's request. Null for a request that passes untouched.
   * @param {AskEvent} event
   * @returns {Promise<Response> | null}
   */
  answer(event) {
    const { request } = event;
    const { origin, pathname, searchParams } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return null;
    if (request.mode === "navigate") {
      if (pathname === WALL) return this.#wall(event);
      if (PAGES.has(pathname)) return this.#page(event, pathname);
      return NETWORK_PAGES.has(pathname) ? this.#orOffline(request) : null;
    }
    if (this.#walls.has(event.clientId)) return this.#keptOfWall(request);
    if (!pathname.startsWith("/static/")) return null;
    // Under a versioned address nothing ever changes. A module's imports have none: what is kept is right for a
    // page of our own release only.
    return searchParams.has("v") || this.#open.has(event.clientId) ? this.#keptFirst(request) : this.#networkFirst(request);
  }

  /**
   * @param {AskEvent} event
   * @param {string} path
   */
  async #page(event, path) {
    const asked = fetch(event.request);
    const first = await Promise.race([asked.catch(() => null), after(PATIENCE_MS)]);
    if (first && !AWAY.has(first.status)) {
      if (this.#isOurs(first)) {
        note(this.#open, event.resultingClientId);
        if (new URL(event.request.url).search === "") event.waitUntil(this.#put(path, first.clone()));
      }
      return first;
    }
    const kept = await this.#kept(path);
    if (!kept) return asked;
    note(this.#open, event.resultingClientId);
    return kept;
  }

  /** @param {AskEvent} event */
  async #wall(event) {
    const asked = fetch(event.request);
    const first = await Promise.race([asked.catch(() => null), after(PATIENCE_MS)]);
    if (first && SHUT_OUT.has(first.status)) await caches.delete(WALL_CACHE);
    if (first && !AWAY.has(first.status)) return first;
    const kept = await ofWall(WALL);
    if (!kept) return asked;
    note(this.#walls, event.resultingClientId);
    return kept;
  }

  /** @param {Request} request */
  async #keptOfWall(request) {
    return (await ofWall(request)) ?? fetch(request);
  }

  /** @param {Request} request */
  async #orOffline(request) {
    try {
      return await fetch(request);
    } catch {
      return (await this.#kept(OFFLINE)) ?? Response.error();
    }
  }

  /** @param {Request} request */
  async #keptFirst(request) {
    return (await this.#kept(request)) ?? fetch(request);
  }

  /** @param {Request} request */
  async #networkFirst(request) {
    try {
      return await fetch(request);
    } catch {
      return (await this.#kept(request)) ?? Response.error();
    }
  }

  /** @param {Response} page */
  #isOurs(page) {
    return page.ok && page.headers.get("Partywall-Release") === this.#release;
  }

  /** @param {RequestInfo} request */
  async #kept(request) {
    const cache = await caches.open(this.#name);
    // A page varies by cookie and language, which are this browser's own, and does not change with our asking.
    return cache.match(request, { ignoreVary: true });
  }

  /**
   * @param {string} path
   * @param {Response} page
   */
  async #put(path, page) {
    const cache = await caches.open(this.#name);
    // Without room for it, silently keep the last page.
    await cache.put(path, page).catch(() => {});
  }
}

/**
 * Delete the shells whose names match `isOld`.
 * @param {(name: string) => boolean} isOld
 */
export async function dropShells(isOld) {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && isOld(name)).map((name) => caches.delete(name)));
}

/**
 * Remember a page, and no more than a few of them.
 * @param {Set<string>} clients
 * @param {string} id
 */
function note(clients, id) {
  clients.add(id);
  for (const oldest of clients) {
    if (clients.size <= MOST_OPEN) return;
    clients.delete(oldest);
  }
}

/** @param {RequestInfo} request */
function ofWall(request) {
  return caches.match(request, { cacheName: WALL_CACHE, ignoreVary: true });
}

/**
 * @param {number} ms
 * @returns {Promise<null>}
 */
function after(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
