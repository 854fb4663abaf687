/** The phone's store of unsent photos: IndexedDB, with one record and one file for each. */

import { BASE } from "./base.js";

const NAME = `partywall${BASE}`;
export const RECORDS = "photos";
export const FILES = "files";
/** The key of the guest's settings among the files. No photo's key has a slash. */
const SETTINGS = "/settings";

/**
 * Open the store. Rejects if the browser has none or forbids it (mostly in private windows).
 * @returns {Promise<IDBDatabase>}
 */
export function openKeptPhotos() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(RECORDS, { keyPath: "key" });
      request.result.createObjectStore(FILES);
    };
    request.onsuccess = () => {
      // A newer version of this page in another tab must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another tab holds the store"));
  });
}

/**
 * Run `work` in one transaction. Resolves with its request's result once it is written.
 * @template T
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(records: IDBObjectStore, files: IDBObjectStore) => IDBRequest<T> | void} work
 * @returns {Promise<T>}
 */
export function inOneGo(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([RECORDS, FILES], mode, { durability: "strict" });
    const request = work(transaction.objectStore(RECORDS), transaction.objectStore(FILES));
    transaction.oncomplete = () => resolve(/** @type {T} */ (request ? request.result : undefined));
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("nothing was stored"));
  });
}

/**
 * Read the records of all stored photos. May be empty.
 * @returns {Promise<any[]>}
 */
export async function keptRecords() {
  try {
    const database = await openKeptPhotos();
    const records = await inOneGo(database, "readonly", (store) => store.getAll());
    database.close();
    return records;
  } catch {
    return [];
  }
}

/**
 * Read the guest's settings for sending. Undefined if none are stored.
 * @returns {Promise<unknown>}
 */
export async function keptSettings() {
  try {
    const database = await openKeptPhotos();
    const kept = await inOneGo(database, "readonly", (_, files) => files.get(SETTINGS));
    database.close();
    return kept;
  } catch {
    return undefined;
  }
}

/** @param {object} settings if they cannot be stored, they hold only for this page */
export async function keepSettings(settings) {
  try {
    const database = await openKeptPhotos();
    await inOneGo(database, "readwrite", (_, files) => void files.put(settings, SETTINGS));
    database.close();
  } catch {
    // They hold for this page.
  }
}
