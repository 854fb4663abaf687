/** Keeps the page's photos on the phone, and brings back what an earlier visit left. */

import { counted } from "../../helpers/counted.js";
import { LEFT } from "../../helpers/send_tag.js";
import { word } from "../../helpers/words.js";
import { UploadStore } from "../../models/upload_store.js";
import { element } from "../parts/element.js";

/** @import { Upload } from "../../models/upload.js" */

/** How often to look whether another tab has left photos behind. */
const LOOK_AGAIN_MS = 15_000;

export class Keeping {
  #opened = UploadStore.open();
  #onRestored;
  /** @type {WeakSet<Upload>} taken out, perhaps while it was still being stored */
  #dropped = new WeakSet();
  #cannot = element("#not-stored", HTMLElement);
  #elsewhere = element("#elsewhere", HTMLElement);

  /** @param {(uploads: Upload[]) => void} onRestored */
  constructor(onRestored) {
    this.#onRestored = onRestored;
  }

  /** Bring back what no living tab has, now and whenever a tab has left something. */
  async connect() {
    if (!(await this.#opened)) return;
    await this.#adopt();
    setInterval(() => void this.#adopt(), LOOK_AGAIN_MS);
    document.addEventListener("visibilitychange", () => void this.#adopt());
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data === LEFT) void this.#adopt();
    });
  }

  /** @param {Upload[]} uploads just picked */
  async add(uploads) {
    const store = await this.#opened;
    for (const upload of uploads) {
      if (upload.state === "failed") continue;
      // No store, or no room in it: the photo goes straight from memory, and the guest is told to stay.
      if (!store || !(await isDone(store.keep(upload)))) this.#showCannot();
      if (this.#dropped.has(upload)) await store?.drop(upload);
    }
  }

  /** @param {Upload} upload */
  async note(upload) {
    const store = await this.#opened;
    if (store && !(await isDone(store.note(upload)))) upload.isStored = false;
  }

  /** @param {Upload} upload */
  async drop(upload) {
    this.#dropped.add(upload);
    await (await this.#opened)?.drop(upload);
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
    return store ? store.isOurs(upload).catch(() => true) : true;
  }

  async #adopt() {
    const found = await (await this.#opened)?.adopt().catch(() => null);
    if (!found) return;
    this.#elsewhere.hidden = found.elsewhere === 0;
    if (found.elsewhere > 0) this.#elsewhere.textContent = counted("elsewhere", found.elsewhere);
    if (found.uploads.length > 0) this.#onRestored(found.uploads);
  }

  #showCannot() {
    this.#cannot.textContent = word("not-stored");
    this.#cannot.hidden = false;
  }
}

/** @param {Promise<unknown>} work */
function isDone(work) {
  return work.then(
    () => true,
    () => false,
  );
}
