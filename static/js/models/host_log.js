/** The party's log, newest first, a page at a time. */

import { replacedBy } from "../helpers/change_words.js";

/** @import { Ask } from "./host_photos.js" */
/** @import { Change } from "../helpers/change_words.js" */

const PAGE_CHANGES = 50;

export class HostLog {
  #ask;
  /** @type {Change[]} */
  #changes = [];
  #hasMore = true;

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  get changes() {
    return /** @type {readonly Change[]} */ (this.#changes);
  }

  get hasMore() {
    return this.#hasMore;
  }

  /** Load what is newer than the newest; where more has happened than a page holds, begin again from there. */
  async loadNewer() {
    const page = await this.#page("");
    const newest = this.#changes[0]?.no ?? 0;
    const isGap = (page.changes.at(-1)?.no ?? 0) > newest + 1;
    if (isGap || this.#changes.length === 0) {
      this.#changes = page.changes;
      this.#hasMore = page.more;
    } else {
      // Asked twice at once, the same page comes twice.
      const newer = page.changes.filter(({ no }) => no > newest);
      this.#changes = [...newer, ...this.#changes].map(withStateIn(page.changes));
    }
    this.#changes = withOvertaken(this.#changes);
  }

  async loadMore() {
    const oldest = this.#changes.at(-1)?.no;
    if (!this.#hasMore || oldest === undefined) return;
    const page = await this.#page(oldest);
    const older = page.changes.filter(({ no }) => no < (this.#changes.at(-1)?.no ?? 0));
    this.#changes = withOvertaken([...this.#changes, ...older]);
    this.#hasMore = page.more;
  }

  /**
   * @param {number | ""} before
   * @returns {Promise<{changes: Change[], more: boolean}>}
   */
  #page(before) {
    return this.#ask(`/api/admin/changes?before=${before}&limit=${PAGE_CHANGES}`);
  }
}

/**
 * Return what brings to an entry the state that its photo has by now, as the newest entries say.
 * @param {Change[]} changes
 * @returns {(change: Change) => Change}
 */
function withStateIn(changes) {
  const states = new Map(changes.map(({ photo, photo_state }) => [photo, photo_state]));
  return (change) => ({ ...change, photo_state: states.get(change.photo) ?? change.photo_state });
}

/**
 * Mark the edits that a later one of the same kind has overtaken: the later one is always in the list, which begins
 * with the newest.
 * @param {Change[]} changes
 * @returns {Change[]}
 */
function withOvertaken(changes) {
  /** @type {Set<string>} */
  const edited = new Set();
  return changes.map((change) => {
    const replaced = replacedBy(change);
    if (!replaced) return change;
    const key = `${replaced} ${change.collection || change.photo}`;
    const isOvertaken = edited.has(key);
    edited.add(key);
    return { ...change, is_overtaken: isOvertaken };
  });
}
