/** The photos with this guest's heart. Giving or taking one changes the page at once, then the server. */

/** @import { Photo } from "../types.js" */
/** @typedef {(url: string, options?: {method?: string}) => Promise<any>} Ask */

export class Hearts {
  #ask;
  #onCount;
  /** @type {Set<string>} */
  #own = new Set();
  /** Photos with a heart request under way: their buttons are blocked. @type {Set<string>} */
  #busy = new Set();

  /**
   * @param {Ask} ask
   * @param {(id: string, hearts: number) => void} onCount hears of a photo's number
   */
  constructor(ask, onCount) {
    this.#ask = ask;
    this.#onCount = onCount;
  }

  /** Read which are this guest's; without a network none are marked. */
  async load() {
    const answer = await this.#ask("/api/hearts");
    this.#own = new Set(answer.photos);
  }

  /** @param {string} id */
  isOwn(id) {
    return this.#own.has(id);
  }

  /**
   * Give a heart, or take it back. If the request throws, it throws the same, and nothing has changed.
   * @param {Photo} photo
   */
  async toggle(photo) {
    if (this.#busy.has(photo.id)) return;
    const was = this.#own.has(photo.id);
    this.#busy.add(photo.id);
    this.#mark(photo.id, !was);
    this.#onCount(photo.id, Math.max(0, photo.hearts + (was ? -1 : 1)));
    try {
      const answer = await this.#ask(`/api/photo/${photo.id}/heart`, { method: was ? "DELETE" : "PUT" });
      this.#onCount(photo.id, answer.hearts);
    } catch (error) {
      this.#mark(photo.id, was);
      this.#onCount(photo.id, photo.hearts);
      throw error;
    } finally {
      this.#busy.delete(photo.id);
    }
  }

  /**
   * @param {string} id
   * @param {boolean} isOwn
   */
  #mark(id, isOwn) {
    if (isOwn) this.#own.add(id);
    else this.#own.delete(id);
  }
}
