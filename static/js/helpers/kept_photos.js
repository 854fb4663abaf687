/** The phone's own store of photos on their way: IndexedDB, one record and one file for each. */

const NAME = "partywall";
export const RECORDS = "photos";
export const FILES = "files";

/**
 * Open the store. Rejects where the browser has none, or does not let us use it (private windows, mostly).
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
      // A later version of this page, in another tab, must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another tab holds the store"));
  });
}

/**
 * Run `work` in one transaction; resolves with what its request answered, once it is written.
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
 * Read the records of all photos that are kept here; none where nothing is stored.
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
