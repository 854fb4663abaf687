/** Fetch pages of photos one at a time, and bring each up to date with the feed. */

/** @import { Gone, Photo } from "../types.js" */
/** @typedef {{photos: Photo[], before: number | null}} Page */

export class PageLoader {
  #fetchPage;
  /** @type {Promise<void> | null} */
  #loading = null;
  /** The feed's messages during a request. The page that it fetches may lack them. */
  /** @type {Map<string, Photo | Gone>} */
  #meanwhile = new Map();

  /** @param {(before: number | null) => Promise<Page>} fetchPage */
  constructor(fetchPage) {
    this.#fetchPage = fetchPage;
  }

  /**
   * Hear what the feed says.
   * @param {Photo | Gone} change
   */
  note(change) {
    if (this.#loading) this.#meanwhile.set(change.id, change);
  }

  /** Wait until no request is under way. */
  async settled() {
    await this.#loading?.catch(() => {});
  }

  /**
   * Fetch the page below `before` (null: the first) and pass it on; while one is on its way, wait for that one.
   * Throws what the request throws.
   * @param {number | null} before
   * @param {(page: Page) => void} apply
   */
  load(before, apply) {
    this.#loading ??= (async () => {
      try {
        const page = await this.#fetchPage(before);
        apply({ ...page, photos: page.photos.flatMap((photo) => this.#asOfNow(photo)) });
      } finally {
        this.#loading = null;
        this.#meanwhile.clear();
      }
    })();
    return this.#loading;
  }

  /**
   * @param {Photo} photo
   * @returns {Photo[]} the photo as the feed last had it, nothing if it is gone
   */
  #asOfNow(photo) {
    const later = this.#meanwhile.get(photo.id);
    if (!later || later.change <= photo.change) return [photo];
    return "gone" in later ? [] : [later];
  }
}
