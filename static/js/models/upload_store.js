/** Keeps unsent photos over a reload, a closed tab or a day. Only one tab at a time sends each. */

import { inOneGo, openKeptPhotos } from "../helpers/kept_photos.js";
import { openTab } from "../helpers/tab.js";
import { MOST_SENT } from "./upload_list.js";
import { hasUnsavedWords, isUnfinished, newUpload } from "./upload.js";

/** @import { Tab } from "../helpers/tab.js" */
/** @import { Upload } from "./upload.js" */

/**
 * A photo as it is stored; its file lies beside it.
 * @typedef {Pick<Upload, "key" | "author" | "consent" | "isPrivate" | "task" | "edit" | "caption" | "savedCaption" | "state" | "original" | "uploadUrl"
 *   | "message" | "reason" | "mayRetry" | "photo" | "pickedAt" | "originalPart" | "isGone" | "isReleased"
 *   | "isSettled" | "isCaptionRefused" | "timesBegun">
 *   & {name: string, type: string, lastModified: number, owner: string}} Kept
 */

const HOUR_MS = 3_600_000;
/** Older photos may be for another party, so they are sent only after the guest says so again. */
const ASKED_AGAIN_MS = 36 * HOUR_MS;
const FORGOTTEN_MS = 7 * 24 * HOUR_MS;
/** Where the copy of a photo lies beside its file. */
const COPY = "/copy";
const LOST = new Set(["InvalidStateError", "UnknownError"]);

export class UploadStore {
  #database;
  #tab;
  #now;
  #isClosed = false;
  /** Whether what was sent stays in the phone's list. */
  keepsSent = false;

  /**
   * @param {IDBDatabase} database
   * @param {Tab} tab
   */
  constructor(database, tab, now = Date.now) {
    this.#database = database;
    this.#tab = tab;
    this.#now = now;
  }

  /** Open the store. Null if the browser stores nothing for us. */
  static async open() {
    try {
      return new UploadStore(await openKeptPhotos(), await openTab());
    } catch {
      return null;
    }
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(records: IDBObjectStore, files: IDBObjectStore) => IDBRequest<T> | void} work
   */
  async #inOneGo(mode, work) {
    if (this.#isClosed) throw new Error("this store was left to other tabs");
    try {
      return await inOneGo(this.#database, mode, work);
    } catch (error) {
      // Phones close the store of a page that was in the background for long. Open it again.
      if (!(error instanceof DOMException && LOST.has(error.name))) throw error;
      this.#database = await openKeptPhotos();
      return inOneGo(this.#database, mode, work);
    }
  }

  /**
   * Keep a picked photo. Rejects when there is no room for it.
   * @param {Upload} upload
   */
  async keep(upload) {
    const record = recordOf(upload, this.#tab.id);
    await this.#inOneGo("readwrite", (records, files) => {
      files.put(upload.file, upload.key);
      records.put(record);
    });
    upload.isStored = true;
    // Its state may have changed during the write.
    await this.note(upload);
  }

  /**
   * Note how far it is. The files of what is finished leave at once, its record when all that were sent together
   * are finished, its words last. Another tab's photo is left alone.
   * @param {Upload} upload
   */
  async note(upload) {
    if (!upload.isStored) return;
    const record = recordOf(upload, this.#tab.id);
    const isKept = upload.state === "sent" && !isUnfinished(upload);
    const hasWords = hasUnsavedWords(upload);
    await this.#inOneGo("readwrite", (records, files) => {
      const request = records.get(upload.key);
      request.onsuccess = () => {
        const owner = request.result?.owner;
        // The guest may type words long after the rest was sent.
        if (owner ? owner !== this.#tab.id : !(isKept && hasWords)) return;
        if (isKept && !upload.isGone) deleteFiles(files, upload.key);
        records.put(record);
        if (isKept && !hasWords) settle(records, this.keepsSent);
      };
    });
  }

  /** @param {Upload} upload */
  async drop(upload) {
    if (!upload.isStored) return;
    upload.isStored = false;
    await this.#inOneGo("readwrite", (records, files) => {
      records.delete(upload.key);
      deleteFiles(files, upload.key);
      settle(records, this.keepsSent);
    });
  }

  /** Let what was kept of sent photos go. */
  async forgetSent() {
    await this.#inOneGo("readwrite", (records) => settle(records, false));
  }

  /**
   * Store a photo's screen copy: the phone may refuse to read the file a second time.
   * @param {Upload} upload
   * @param {Blob} copy
   */
  async keepCopy(upload, copy) {
    if (upload.isStored) await this.#inOneGo("readwrite", (_, files) => void files.put(copy, upload.key + COPY));
  }

  /**
   * Return the stored file of a photo, in case the picked one can no longer be read.
   * @param {Upload} upload
   * @returns {Promise<File | null>}
   */
  async fileOf({ key, file: { name, type, lastModified } }) {
    const blob = await this.#inOneGo("readonly", (_, files) => files.get(key));
    return blob ? new File([blob], name, { type, lastModified }) : null;
  }

  /**
   * @param {Upload} upload
   * @returns {Promise<Blob | null>}
   */
  async copyOf(upload) {
    const copy = await this.#inOneGo("readonly", (_, files) => files.get(upload.key + COPY));
    return copy ? new Blob([copy], { type: "image/jpeg" }) : null;
  }

  /**
   * Tell whether the photo is still this tab's to send.
   * @param {Upload} upload
   */
  async isOurs(upload) {
    if (!upload.isStored) return true;
    const record = await this.#inOneGo("readonly", (records) => records.get(upload.key));
    return record?.owner === this.#tab.id;
  }

  /**
   * Wait until no other tab owns a photo, at most this long.
   * @param {number} ms
   */
  async untilLeft(ms) {
    const all = await this.#inOneGo("readonly", (records) => records.getAll());
    const owners = new Set(/** @type {Kept[]} */ (all).map(({ owner }) => owner));
    owners.delete(this.#tab.id);
    await this.#tab.untilGone([...owners], ms);
  }

  /** Leave what is here to other tabs, at once. */
  close() {
    this.#isClosed = true;
    this.#tab.close();
    this.#database.close();
  }

  /** Take over what no living tab has, oldest first; also how many photos other tabs are sending. */
  async adopt() {
    const all = await this.#inOneGo("readonly", (records) => records.getAll());
    const strange = /** @type {Kept[]} */ (all).filter(({ owner }) => owner !== this.#tab.id);
    const alive = strange.length > 0 ? await this.#tab.areAlive(strange.map(({ owner }) => owner)) : new Set();
    const left = strange.filter(({ owner }) => !alive.has(owner)).sort((a, b) => a.pickedAt - b.pickedAt);
    /** @type {Upload[]} */
    const uploads = [];
    for (const record of left) {
      const file = await this.#take(record);
      if (file) uploads.push(this.#uploadOf(record, file));
    }
    return { uploads, elsewhere: strange.length - left.length };
  }

  /**
   * Make a record ours if its owner is unchanged: two tabs may want it at the same moment.
   * @param {Kept} record
   * @returns {Promise<Blob | null>}
   */
  async #take(record) {
    const isTooOld = this.#now() - record.pickedAt > FORGOTTEN_MS;
    let isOurs = false;
    const file = await this.#inOneGo("readwrite", (records, files) => {
      const current = records.get(record.key);
      current.onsuccess = () => {
        if (current.result?.owner !== record.owner) return;
        isOurs = !isTooOld;
        if (isOurs) return void records.put({ ...record, owner: this.#tab.id });
        records.delete(record.key);
        deleteFiles(files, record.key);
      };
      return files.get(record.key);
    });
    // If only words are left to save, there is no file any more.
    return isOurs ? (file ?? (record.original === "kept" || record.isGone ? new Blob() : null)) : null;
  }

  /**
   * @param {Kept} record
   * @param {Blob} blob
   * @returns {Upload}
   */
  #uploadOf({ name, type, lastModified, owner: _, ...kept }, blob) {
    // Safari sends a file straight from the store as empty.
    const file = new File([blob], name, { type, lastModified });
    const upload = { ...newUpload(file, kept.key, ""), ...kept, isStored: true };
    const { original, mayRetry } = upload;
    if (original === "sending" || (original === "failed" && mayRetry)) upload.original = "waiting";
    const isToSend = upload.state === "waiting" || upload.state === "sending" || (upload.state === "failed" && mayRetry);
    if (isToSend) upload.state = this.#now() - kept.pickedAt > ASKED_AGAIN_MS ? "picked" : "waiting";
    return upload;
  }
}

/**
 * Let the records of finished photos go, once nothing is left of what they were sent with: until then they count.
 * @param {IDBObjectStore} records
 * @param {boolean} keepsSent keep them for the guest to look at, as many as the page shows
 */
function settle(records, keepsSent) {
  const request = records.getAll();
  request.onsuccess = () => {
    const all = /** @type {Kept[]} */ (request.result);
    if (!all.every((record) => record.state === "picked" || isFinished(record))) return;
    const kept = keepsSent ? new Set(all.filter(isFinished).sort((a, b) => b.pickedAt - a.pickedAt).slice(0, MOST_SENT)) : new Set();
    for (const record of all) {
      // The host may bring back what was taken down, and its original is still to come.
      const mayComeBack = record.isGone && record.original !== "kept";
      if (!isFinished(record) || mayComeBack) continue;
      if (kept.has(record)) records.put({ ...record, isSettled: true });
      else records.delete(record.key);
    }
  };
}

/**
 * Tell whether nothing of it has to be sent or said any more.
 * @param {Kept} record
 */
export function isFinished(record) {
  return record.state === "sent" && !isUnfinished(record) && !hasUnsavedWords(record);
}

/**
 * @param {IDBObjectStore} files
 * @param {string} key
 */
function deleteFiles(files, key) {
  files.delete(key);
  files.delete(key + COPY);
}

/**
 * @param {Upload} upload
 * @param {string} owner
 * @returns {Kept}
 */
function recordOf(upload, owner) {
  const { key, file, author, consent, isPrivate, task, edit, caption, savedCaption, state, original, uploadUrl, message, reason } = upload;
  const { mayRetry, photo, pickedAt, originalPart, isGone, isReleased, isSettled, isCaptionRefused, timesBegun } = upload;
  const { name, type, lastModified } = file;
  return { key, author, consent, isPrivate, task, edit, caption, savedCaption, state, original, uploadUrl, message, reason, mayRetry, photo,
    pickedAt, originalPart, isGone, isReleased, isSettled, isCaptionRefused, timesBegun, name, type, lastModified, owner };
}
