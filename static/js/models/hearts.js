/** Which photos this guest has given a heart, and giving or taking one: at once on the page, then on the server. */

/** @import { Photo } from "../types.js" */
/** @typedef {(url: string, options?: {method?: string}) => Promise<any>} Ask */

export class Hearts {
  #ask;
  #onCount;
  /** @type {Set<string>} */
  #own = new Set();
  /** Photos whose heart is on its way, and is not to be pressed a second time. @type {Set<string>} */
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
   * Give a heart, or take it back. Throws what the request throws, with everything as it was.
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
