/** The photos that wait for a decision, oldest first. Decisions apply here at once, then on the server. */

import { Refused } from "../helpers/http.js";

/** @import { WaitingComment, WaitingPhoto, WaitingVersion, WaitingWords, Waiting } from "../types.js" */

/**
 * @typedef {"approve" | "refuse" | "stop" | "again"} Decision
 * @typedef {(url: string, options?: {method?: string, json?: unknown}) => Promise<any>} Ask
 */

/** The most photos loaded. More come as these are decided. */
export const AT_HAND = 40;
/** How many decisions can be undone, one after the other. */
const MOST_UNDOS = 50;

export class WaitingQueue {
  #ask;
  #onChange;
  /** @type {WaitingPhoto[]} */
  #photos = [];
  #count = 0;
  /** @type {string | null} */
  #oldestAt = null;
  #isInPanic = false;
  /** @type {Waiting["unchecked"]} */
  #unchecked = { why: "", then: "wait", count: 0 };
  /** @type {WaitingWords[]} */
  #words = [];
  /** @type {WaitingVersion[]} */
  #pictures = [];
  /** @type {WaitingComment[]} */
  #comments = [];
  /** Decided here, but perhaps not yet on the server: an older answer may still list them. @type {Set<string>} */
  #decided = new Set();
  /** @type {{ids: string[], what: Decision}[]} */
  #done = [];
  #loads = 0;

  /** @param {{ask: Ask, onChange: () => void}} options */
  constructor({ ask, onChange }) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get photos() {
    return /** @type {readonly WaitingPhoto[]} */ (this.#photos);
  }

  /** New words that wait, beside the photos. */
  get words() {
    return /** @type {readonly WaitingWords[]} */ (this.#words);
  }

  /** New pictures of photos that are shown. */
  get pictures() {
    return /** @type {readonly WaitingVersion[]} */ (this.#pictures);
  }

  /** Comments that wait or are reported. */
  get comments() {
    return /** @type {readonly WaitingComment[]} */ (this.#comments);
  }

  /** How many photos, words, new pictures and comments wait in all. */
  get count() {
    const photos = Math.max(this.#count, this.#photos.length);
    return photos + this.#words.length + this.#pictures.length + this.#comments.length;
  }

  get oldestAt() {
    return this.#oldestAt;
  }

  get isInPanic() {
    return this.#isInPanic;
  }

  /** Why the wanted check for nakedness does not run, and what happens to photos then. */
  get unchecked() {
    return this.#unchecked;
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  async load() {
    const load = ++this.#loads;
    const answer = /** @type {Waiting} */ (await this.#ask(`/api/admin/waiting?limit=${AT_HAND}`));
    // A later request is under way: its answer counts.
    if (load !== this.#loads) return;
    this.#isInPanic = answer.panic;
    this.#unchecked = answer.unchecked;
    this.#words = answer.words;
    this.#pictures = answer.pictures;
    this.#comments = answer.comments;
    // Reported photos that are still shown come first: others see them now.
    const all = [...answer.reported, ...answer.photos];
    this.#photos = all.filter(({ id }) => !this.#decided.has(id));
    this.#oldestAt = answer.oldest_at;
    this.#count = answer.count + answer.reported.length - (all.length - this.#photos.length);
    this.#onChange();
  }

  /**
   * Decide about photos, which leave at once. Returns how many somebody else had already decided about.
   * @param {Decision} what
   * @param {readonly WaitingPhoto[]} photos
   * @param {string} [words] for the sender of a photo that is refused
   */
  async decide(what, photos, words = "") {
    const ids = photos.map(({ id }) => id);
    if (what !== "stop") this.#leave(ids);
    try {
      const about = photos.map(({ id, version }) => ({ id, version }));
      const answer = await this.#post({ do: what, photos: about, words });
      this.#note(what, answer.photos);
      return Number(answer.missed);
    } catch (error) {
      if (error instanceof Refused && (error.code === "ALREADY_DECIDED" || error.status === 404)) return ids.length;
      throw error;
    } finally {
      for (const id of ids) this.#decided.delete(id);
      await this.load();
    }
  }

  /**
   * Decide about all that wait of one guest, or have waited for so many seconds; returns how many those were.
   * @param {Decision} what
   * @param {{guest: string} | {older_than_s: number}} which
   */
  async decideAll(what, which) {
    let count = 0;
    for (let hasMore = true; hasMore; ) {
      const answer = await this.#post({ do: what, ...which });
      this.#note(what, answer.photos);
      count += answer.photos.length;
      hasMore = answer.more && answer.photos.length > 0;
    }
    await this.load();
    return count;
  }

  /**
   * Decide about new words; they leave at once. Returns whether somebody else was faster.
   * @param {"approve" | "refuse"} what
   * @param {WaitingWords} words
   */
  async decideWords(what, words) {
    this.#words = this.#words.filter(({ no }) => no !== words.no);
    return await this.#askOne("/api/admin/words", what, words);
  }

  /**
   * Decide about a new picture; it leaves at once. Returns whether somebody else was faster.
   * @param {"approve" | "refuse"} what
   * @param {WaitingVersion} picture
   */
  async decidePicture(what, picture) {
    this.#pictures = this.#pictures.filter(({ no }) => no !== picture.no);
    return await this.#askOne("/api/admin/pictures", what, picture);
  }

  /**
   * Decide about a comment; it leaves at once.
   * @param {"show" | "hide"} what
   * @param {WaitingComment} waiting
   */
  async decideComment(what, { comment }) {
    this.#comments = this.#comments.filter((one) => one.comment.id !== comment.id);
    this.#onChange();
    try {
      await this.#ask(`/api/admin/comments/${comment.id}`, { method: "POST", json: { do: what } });
    } finally {
      await this.load();
    }
  }

  /**
   * @param {string} url
   * @param {"approve" | "refuse"} what
   * @param {{photo: {id: string}, no: number}} one
   */
  async #askOne(url, what, one) {
    this.#onChange();
    try {
      await this.#ask(url, { method: "POST", json: { do: what, photo: one.photo.id, no: one.no } });
      return false;
    } catch (error) {
      if (error instanceof Refused && (error.code === "ALREADY_DECIDED" || error.status === 404)) return true;
      throw error;
    } finally {
      await this.load();
    }
  }

  /** Undo the last decision: its photos wait again. Returns how many, 0 if there is none left. */
  async undo() {
    const last = this.#done.pop();
    if (!last) return 0;
    const about = last.ids.map((id) => ({ id, version: 0 }));
    const answer = await this.#post({ do: "again", photos: about });
    await this.load();
    return Number(answer.photos.length);
  }

  /** @param {readonly string[]} ids */
  #leave(ids) {
    for (const id of ids) this.#decided.add(id);
    const before = this.#photos.length;
    this.#photos = this.#photos.filter(({ id }) => !this.#decided.has(id));
    this.#count -= before - this.#photos.length;
    this.#onChange();
  }

  /**
   * @param {Decision} what
   * @param {WaitingPhoto[]} photos
   */
  #note(what, photos) {
    if (photos.length === 0 || what === "stop") return;
    this.#done.push({ ids: photos.map(({ id }) => id), what });
    if (this.#done.length > MOST_UNDOS) this.#done.shift();
  }

  /** @param {object} json */
  #post(json) {
    return this.#ask("/api/admin/decide", { method: "POST", json });
  }
}
