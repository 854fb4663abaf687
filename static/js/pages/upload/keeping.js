/** Stores a page's photos on the phone, and restores those of an earlier page. */

import { LEFT } from "../../helpers/send_tag.js";
import { UploadStore } from "../../models/upload_store.js";

/** @import { Upload } from "../../models/upload.js" */

/** How often to look whether another tab has left photos behind. */
const LOOK_AGAIN_MS = 2_000;

/**
 * `onRestored` hears what no living tab has, `onElsewhere` how many photos other tabs have, `onCannot` that a photo
 * is kept nowhere, `onNoted` that the store has changed.
 * @typedef {{onRestored: (uploads: Upload[]) => void, onElsewhere?: (count: number) => void, onCannot?: () => void,
 *   onNoted?: () => void}} Told
 */

export class Keeping {
  #opened = UploadStore.open();
  #told;
  #isLeft = false;
  #hasElsewhere = false;
  /** @type {WeakSet<Upload>} taken out, perhaps while it was still being stored */
  #dropped = new WeakSet();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {Told} told */
  constructor(told) {
    this.#told = told;
  }

  /** Bring back what no living tab has, now and whenever a tab has left something. */
  async connect() {
    if (!(await this.#opened)) return;
    await this.#adopt();
    this.#timer = setInterval(() => void this.#adopt(), LOOK_AGAIN_MS);
    document.addEventListener("visibilitychange", this.#look);
    window.addEventListener("pageshow", this.#look);
    if ("serviceWorker" in navigator) navigator.serviceWorker.addEventListener("message", this.#hear);
  }

  /** Leave all photos to other tabs, for good. */
  async leave() {
    this.#isLeft = true;
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#look);
    window.removeEventListener("pageshow", this.#look);
    if ("serviceWorker" in navigator) navigator.serviceWorker.removeEventListener("message", this.#hear);
    (await this.#opened)?.close();
  }

  /** @param {boolean} keepsSent */
  async setKeepsSent(keepsSent) {
    const store = await this.#opened;
    if (!store) return;
    store.keepsSent = keepsSent;
    if (!keepsSent) await isDone(store.forgetSent());
  }

  /** Whether other tabs had photos when this page last looked. */
  get hasElsewhere() {
    return this.#hasElsewhere;
  }

  #look = () => void this.#adopt();

  #hear = (/** @type {MessageEvent} */ { data }) => {
    if (data === LEFT) this.#look();
  };

  /** @param {Upload[]} uploads just picked */
  async add(uploads) {
    const store = await this.#opened;
    for (const upload of uploads) {
      if (upload.state === "failed") continue;
      // No store, or no room in it: the photo goes straight from memory, and the guest is told to stay.
      if (!store || !(await isDone(store.keep(upload)))) this.#told.onCannot?.();
      if (this.#dropped.has(upload)) await store?.drop(upload);
    }
  }

  /** @param {Upload} upload */
  async note(upload) {
    const store = await this.#opened;
    if (this.#isLeft) return;
    if (store && !(await isDone(store.note(upload)))) upload.isStored = false;
    this.#told.onNoted?.();
  }

  /** @param {Upload} upload */
  async drop(upload) {
    this.#dropped.add(upload);
    await (await this.#opened)?.drop(upload);
    this.#told.onNoted?.();
  }

  /**
   * @param {Upload} upload
   * @param {Blob} copy
   */
  async keepCopy(upload, copy) {
    // Without room for it the next try makes it again.
    await (await this.#opened)?.keepCopy(upload, copy).catch(() => {});
  }

  /** @param {Upload} upload */
  async fileOf(upload) {
    return (await (await this.#opened)?.fileOf(upload).catch(() => null)) ?? null;
  }

  /** @param {Upload} upload */
  async copyOf(upload) {
    return (await (await this.#opened)?.copyOf(upload).catch(() => null)) ?? null;
  }

  /**
   * Tell whether the photo is still this tab's to send; a store that fails is no reason to keep it back.
   * @param {Upload} upload
   */
  async isOurs(upload) {
    const store = await this.#opened;
    if (this.#isLeft) return false;
    return store ? store.isOurs(upload).catch(() => true) : true;
  }

  async #adopt() {
    const store = await this.#opened;
    if (this.#isLeft) return;
    const found = await store?.adopt().catch(() => null);
    if (!found || this.#isLeft) return;
    this.#hasElsewhere = found.elsewhere > 0;
    this.#told.onElsewhere?.(found.elsewhere);
    if (found.uploads.length > 0) this.#told.onRestored(found.uploads);
  }
}

/** @param {Promise<unknown>} work */
function isDone(work) {
  return work.then(
    () => true,
    () => false,
  );
}
