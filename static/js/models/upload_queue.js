/** The photos that a guest picked, on their way: two at a time, oldest first, until each is sent or refused. */

import { planRetry } from "../helpers/retry_plan.js";
import { isSameFile, newUpload, oneLine } from "./upload.js";

/** @import { Upload } from "./upload.js" */
/** @import { Why } from "../helpers/retry_plan.js" */

const AT_A_TIME = 2;
/** So many not yet sent are kept; the rest can be picked when these are on their way. */
export const MOST_UNSENT = 100;
/** So many sent ones stay in sight when more are picked. */
export const MOST_SENT = 50;

export class UploadQueue {
  #send;
  #onChange;
  #onOpenness;
  #author;
  #makeKey;
  #maxBytes;
  /** @type {Upload[]} */
  #uploads = [];
  #sending = 0;
  #failures = 0;
  /** @type {{why: Why, message: string, timer: ReturnType<typeof setTimeout>} | null} */
  #pause = null;

  /**
   * `send` throws Refused, Unreachable or Unreadable. `onChange` hears of each photo that changed, null for all.
   * `onOpenness` hears what an answer told about the host's switch before the feed did.
   * @param {{send: typeof import("../helpers/send_photo.js").sendPhoto, author: () => string,
   *   makeKey: () => string, maxBytes: number, onChange: (upload: Upload | null) => void,
   *   onOpenness: (isOpen: boolean, message: string) => void}} options
   */
  constructor({ send, author, makeKey, maxBytes, onChange, onOpenness }) {
    this.#send = send;
    this.#author = author;
    this.#makeKey = makeKey;
    this.#maxBytes = maxBytes;
    this.#onChange = onChange;
    this.#onOpenness = onOpenness;
  }

  get uploads() {
    return /** @type {readonly Upload[]} */ (this.#uploads);
  }

  /** What all that wait are waiting for, with the server's sentence; null when it is only their turn. */
  get pause() {
    return this.#pause && { why: this.#pause.why, message: this.#pause.message };
  }

  /** @param {Upload["state"][]} states */
  count(...states) {
    return this.#uploads.filter(({ state }) => states.includes(state)).length;
  }

  /** Tell whether leaving the page now would lose a photo. */
  get hasUnsent() {
    return this.count("picked", "waiting", "sending") > 0 || this.#uploads.some((upload) => upload.mayRetry);
  }

  /**
   * Take picked files in. A file that is here already is left out: whoever picks it again means the same photo.
   * Returns what was added, which sent ones were let go to make room, and how many were too many.
   * @param {Iterable<File>} files
   */
  add(files) {
    const sent = this.#uploads.filter(({ state }) => state === "sent");
    const forgotten = sent.slice(0, Math.max(0, sent.length - MOST_SENT));
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
      const upload = newUpload(file, this.#makeKey(), this.#maxBytes);
      this.#uploads.push(upload);
      added.push(upload);
    }
    return { added, forgotten, tooMany };
  }

  /** @param {Upload} upload one that is not under way and not sent: only such a one is forgotten */
  remove(upload) {
    if (upload.state === "sending" || upload.state === "sent") return false;
    this.#uploads = this.#uploads.filter((other) => other !== upload);
    return true;
  }

  /** Send all that are picked. Doing it twice, as a double tap does, does nothing more. */
  sendPicked() {
    for (const upload of this.#uploads) {
      if (upload.state === "picked") upload.state = "waiting";
    }
    this.#onChange(null);
    this.#advance();
  }

  /** @param {Upload} upload */
  retry(upload) {
    if (upload.state !== "failed" || !upload.mayRetry) return;
    Object.assign(upload, { state: "waiting", message: "", reason: "", mayRetry: false, tries: 0, progress: 0 });
    this.#onChange(upload);
    this.resume();
  }

  /**
   * Follow the host's switch, as the feed tells it.
   * @param {boolean} isOpen
   */
  setOpen(isOpen) {
    if (isOpen && this.#pause?.why === "closed") this.resume();
    // Only a try could tell otherwise now; the next word of the feed comes first.
    if (!isOpen && this.#pause?.why !== "closed") this.#wait("closed", 2 ** 31 - 1, "");
  }

  /** The network is back: go on at once, unless it was not the network that was missing. */
  wake() {
    if (this.#pause?.why === "network" || this.#pause?.why === "busy") this.resume();
  }

  /** Go on now instead of later. */
  resume() {
    clearTimeout(this.#pause?.timer);
    this.#pause = null;
    this.#onChange(null);
    this.#advance();
  }

  #advance() {
    while (!this.#pause && this.#sending < AT_A_TIME) {
      const next = this.#uploads.find((upload) => upload.state === "waiting");
      if (!next) return;
      void this.#sendOne(next);
    }
  }

  /** @param {Upload} upload */
  async #sendOne(upload) {
    this.#sending += 1;
    Object.assign(upload, { state: "sending", progress: 0 });
    this.#onChange(upload);
    const { file, key, caption } = upload;
    try {
      const photo = await this.#send({ file, key, caption, author: this.#author() }, (part) => {
        upload.progress = part;
        this.#onChange(upload);
      });
      // An earlier try, whose answer was lost, may have brought another caption: the server's word counts.
      const savedCaption = oneLine(photo.caption) === oneLine(caption) ? caption : photo.caption;
      Object.assign(upload, { state: "sent", photo, savedCaption, progress: 1 });
      this.#failures = 0;
      this.#onOpenness(true, "");
    } catch (error) {
      this.#failed(upload, error);
    } finally {
      this.#sending -= 1;
      this.#onChange(upload);
      this.#advance();
    }
  }

  /**
   * @param {Upload} upload
   * @param {unknown} error
   */
  #failed(upload, error) {
    // What the plan does not know is a fault of ours: it rises from here, and the photo can be tried again.
    Object.assign(upload, { state: "failed", mayRetry: true });
    const plan = planRetry(error, { tries: Math.max(upload.tries, this.#failures), wasRenewed: upload.wasRenewed });
    if (plan.isOver) {
      Object.assign(upload, { message: plan.message, reason: plan.reason, mayRetry: plan.mayRetry });
      return;
    }
    Object.assign(upload, { state: "waiting", mayRetry: false, tries: upload.tries + 1 });
    if (plan.why === "renewed") upload.wasRenewed = true;
    else this.#wait(plan.why, plan.delayMs, plan.message);
    if (plan.why === "closed") this.#onOpenness(false, plan.message);
  }

  /**
   * Hold everything: what stopped one photo (no network, closed uploads, a full disk) stops the others too.
   * @param {Why} why
   * @param {number} delayMs
   * @param {string} message
   */
  #wait(why, delayMs, message) {
    // Two that were under way fail together; that is one failure.
    if (!this.#pause) this.#failures += 1;
    clearTimeout(this.#pause?.timer);
    this.#pause = { why, message, timer: setTimeout(() => this.resume(), delayMs) };
    this.#onChange(null);
  }
}
