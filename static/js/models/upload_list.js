/** The photos that a guest picked, in order and with bounds. The queue sends them. */

import { cardKey } from "../helpers/photo_key.js";
import { isSameFile, isUnfinished, newUpload } from "./upload.js";

/** @import { Flaw, Upload } from "./upload.js" */

/** The most unsent photos. More can be picked after some are sent. */
export const MOST_UNSENT = 100;
/** How many sent photos stay visible when more are picked. */
export const MOST_SENT = 50;

export class UploadList {
  #makeKey;
  #flawOf;
  /** @type {Upload[]} */
  #uploads = [];

  /** @param {{makeKey: () => string, flawOf: (file: File) => Flaw}} options */
  constructor({ makeKey, flawOf }) {
    this.#makeKey = makeKey;
    this.#flawOf = flawOf;
  }

  get uploads() {
    return /** @type {readonly Upload[]} */ (this.#uploads);
  }

  /** @param {Upload["state"][]} states */
  count(...states) {
    return this.#uploads.filter(({ state }) => states.includes(state)).length;
  }

  /** The uploads whose file must still be sent: an original, or a video without a copy. */
  get toFollow() {
    return this.#uploads.filter((upload) =>
      upload.goesWhole ? upload.state === "waiting" : upload.state === "sent" && isUnfinished(upload),
    );
  }

  /** Tell whether leaving the page now would lose a photo: one that is neither stored here nor sent. */
  get wouldLose() {
    return this.#uploads.some((upload) => !upload.isStored && isUnfinished(upload));
  }

  /**
   * Add picked files. A file that is here already is left out, because a second pick means the same photo.
   * Returns what was added, which finished ones were let go to make room, and how many were too many.
   * The file of a greeting comes with its words, and is known by its key.
   * @param {Iterable<File>} files
   * @param {string} [greeting]
   */
  add(files, greeting = "") {
    if (this.#uploads.every((upload) => upload.state === "sent" && !isUnfinished(upload))) {
      for (const upload of this.#uploads) upload.isSettled = true;
    }
    const done = this.#uploads.filter((upload) => upload.state === "sent" && !isUnfinished(upload));
    const forgotten = done.slice(0, Math.max(0, done.length - MOST_SENT));
    this.#uploads = this.#uploads.filter((upload) => !forgotten.includes(upload));
    /** @type {Upload[]} */
    const added = [];
    let tooMany = 0;
    for (const file of files) {
      if (this.#uploads.some((upload) => isSameFile(upload.file, file))) continue;
      if (this.#uploads.length - this.count("sent") >= MOST_UNSENT) {
        tooMany += 1;
        continue;
      }
      const key = this.#makeKey();
      const upload = newUpload(file, greeting ? cardKey(key) : key, this.#flawOf(file));
      upload.caption = greeting;
      this.#uploads.push(upload);
      added.push(upload);
    }
    return { added, forgotten, tooMany };
  }

  /**
   * Take in what the phone has kept since an earlier visit; it is older than what is here. Returns the new ones.
   * @param {Upload[]} kept
   */
  restore(kept) {
    const unknown = kept.filter(({ key }) => !this.#uploads.some((upload) => upload.key === key));
    this.#uploads = [...unknown, ...this.#uploads];
    return unknown;
  }

  /** @param {Upload} upload one that is neither under way nor on the wall: only such a one is forgotten */
  remove(upload) {
    if (upload.state === "sending" || (upload.state === "sent" && !upload.isGone)) return false;
    this.forget(upload);
    return true;
  }

  /** Remove earlier sent photos from the list and return them. */
  forgetSettled() {
    const settled = this.#uploads.filter(({ isSettled }) => isSettled);
    this.#uploads = this.#uploads.filter(({ isSettled }) => !isSettled);
    return settled;
  }

  /** @param {Upload} upload */
  forget(upload) {
    this.#uploads = this.#uploads.filter((other) => other !== upload);
  }
}
