/** The comments of one photo after the other: read, written, changed and taken back. It knows no HTML. */

/** @import { Comment } from "../types.js" */
/** @typedef {(url: string, options?: {method?: string, json?: unknown}) => Promise<any>} Ask */

export class Comments {
  #ask;
  #photo = "";
  /** @type {Comment[]} */
  #all = [];
  #mayDecide = false;
  /** Of what is being written: a request that is sent again is the same comment. */
  #key = "";
  #loads = 0;

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  get all() {
    return /** @type {readonly Comment[]} */ (this.#all);
  }

  get mayDecide() {
    return this.#mayDecide;
  }

  /**
   * Read those of a photo. Returns false when another photo was asked for meanwhile.
   * @param {string} photo
   */
  async load(photo) {
    if (photo !== this.#photo) this.#all = [];
    this.#photo = photo;
    const load = ++this.#loads;
    const answer = await this.#ask(`/api/photo/${photo}/comments`);
    if (load !== this.#loads) return false;
    this.#all = answer.comments;
    this.#mayDecide = answer.may_decide;
    return true;
  }

  /**
   * @param {string} text
   * @param {string} author what somebody says who is not known by name, or ""
   */
  async write(text, author) {
    this.#key ||= newKey();
    const json = { text, key: this.#key, ...(author ? { author } : {}) };
    await this.#ask(`/api/photo/${this.#photo}/comments`, { method: "POST", json });
    this.#key = "";
    await this.load(this.#photo);
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  async change(id, text) {
    await this.#ask(`/api/comments/${id}`, { method: "PUT", json: { text } });
    await this.load(this.#photo);
  }

  /**
   * Do what a button beside a comment offers.
   * @param {"delete" | "report" | "hide" | "show"} way
   * @param {string} id
   */
  async do(way, id) {
    if (way === "delete") await this.#delete(id);
    else if (way === "report") await this.#ask(`/api/comments/${id}/report`, { method: "POST", json: { reason: "other" } });
    else await this.#ask(`/api/admin/comments/${id}`, { method: "POST", json: { do: way } });
    await this.load(this.#photo);
  }

  /** @param {string} id */
  async #delete(id) {
    await this.#ask(`/api/comments/${id}`, { method: "DELETE" });
  }
}

/** Make an id of 128 random bits; crypto.randomUUID is for HTTPS alone. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
