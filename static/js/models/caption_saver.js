/** Saves words that change after their photo was sent: when the guest stops typing, with retries. */

import { Refused, Unreachable } from "../helpers/http.js";
import { retryDelayMs } from "../helpers/jitter.js";

/**
 * What is typed about a photo: an upload with its caption, or one field of a photo that was sent before.
 * @typedef {{photo: {id: string} | null, caption: string, savedCaption: string, isCaptionRefused: boolean,
 *   isStored: boolean}} Typed
 */

/** A pause in typing that is long enough: each save is seen on the big screen. */
const TYPING_MS = 1_500;

/** @template {Typed} T */
export class CaptionSaver {
  #save;
  #onChange;
  /** @type {Map<T, ReturnType<typeof setTimeout>>} */
  #timers = new Map();
  /** @type {Set<T>} */
  #saving = new Set();
  /** @type {Map<T, string>} */
  #refusals = new Map();
  /** @type {WeakSet<T>} */
  #saved = new WeakSet();

  /**
   * @param {{save: (photoId: string, caption: string) => Promise<unknown>,
   *   onChange: (upload: T) => void}} options
   */
  constructor({ save, onChange }) {
    this.#save = save;
    this.#onChange = onChange;
  }

  /** Tell whether leaving now would lose a caption: one that is neither saved nor kept on the phone. */
  get wouldLose() {
    return [...this.#timers.keys(), ...this.#saving].some(({ isStored }) => !isStored);
  }

  /**
   * "" says that nothing has changed since the photo was sent.
   * @param {T} upload
   * @returns {"" | "saving" | "saved" | "refused"}
   */
  stateOf(upload) {
    if (this.#saving.has(upload) || this.#timers.has(upload)) return "saving";
    if (this.#refusals.has(upload)) return "refused";
    return this.#saved.has(upload) ? "saved" : "";
  }

  /** @param {T} upload */
  refusalOf(upload) {
    return this.#refusals.get(upload) ?? "";
  }

  /**
   * Note that the caption may differ from what the server has; save it soon, or now.
   * @param {T} upload
   */
  note(upload, isNow = false) {
    if (!upload.photo || this.#saving.has(upload)) return; // looked at again when the save is done
    const isDue = upload.caption !== upload.savedCaption;
    this.#clear(upload);
    if (!isDue) return;
    if (isNow) void this.#saveNow(upload, 0);
    else this.#later(upload, TYPING_MS, 0);
  }

  /** @param {T} upload */
  #clear(upload) {
    clearTimeout(this.#timers.get(upload));
    this.#timers.delete(upload);
  }

  /**
   * @param {T} upload
   * @param {number} ms
   * @param {number} tries
   */
  #later(upload, ms, tries) {
    this.#timers.set(upload, setTimeout(() => void this.#saveNow(upload, tries), ms));
    this.#onChange(upload);
  }

  /**
   * @param {T} upload
   * @param {number} tries
   */
  async #saveNow(upload, tries) {
    if (!upload.photo) return;
    this.#clear(upload);
    this.#refusals.delete(upload);
    upload.isCaptionRefused = false;
    this.#saving.add(upload);
    this.#onChange(upload);
    const caption = upload.caption;
    let again = false;
    try {
      await this.#save(upload.photo.id, caption);
      upload.savedCaption = caption;
      this.#saved.add(upload);
    } catch (error) {
      again = isPassing(error);
      if (!again && !(error instanceof Refused)) throw error;
      if (!again) this.#refusals.set(upload, /** @type {Refused} */ (error).message);
      upload.isCaptionRefused = !again;
    } finally {
      this.#saving.delete(upload);
      this.#onChange(upload);
    }
    if (again) this.#later(upload, retryDelayMs(tries), tries + 1);
    else if (!this.#refusals.has(upload)) this.note(upload);
  }
}

/** @param {unknown} error */
function isPassing(error) {
  if (error instanceof Unreachable) return true;
  return error instanceof Refused && (error.status >= 500 || error.status === 429 || error.status === 408);
}
