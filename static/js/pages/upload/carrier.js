/**
 * Carries a guest's photos to the wall, on whichever page the guest is: the queue, with what it needs of a page.
 *
 * The sending page shows each photo as a tile; the other guest pages only say how far all are, and load this when
 * something waits (parts/on_their_way.js).
 */

import { connection } from "../../helpers/connection.js";
import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { keptSettings } from "../../helpers/kept_photos.js";
import { newPhotoKey } from "../../helpers/photo_key.js";
import { SPEED } from "../../helpers/speed_limit.js";
import { CaptionSaver } from "../../models/caption_saver.js";
import { copyPx, DEFAULTS, originalsWaitFor, settingsFrom } from "../../models/sending_settings.js";
import { UploadQueue } from "../../models/upload_queue.js";
import { Background } from "./background.js";
import { Keeping } from "./keeping.js";
import { follow, show } from "./steps.js";

/** @import { Flaw, Upload } from "../../models/upload.js" */
/** @import { Told } from "./keeping.js" */

/**
 * What a page wants to hear of its photos, and what only the sending page knows. `meet` resolves when the server
 * knows this phone again.
 * @typedef {Omit<Told, "onRestored"> & {onRestored?: (uploads: Upload[]) => void, author?: () => string, consent?: () => string, isPrivate?: () => boolean, task?: () => string,
 *   flawOf?: (file: File) => Flaw, onChange?: (upload: Upload | null) => void, onGone?: (upload: Upload) => void,
 *   meet?: () => Promise<void>, onOpenness?: (isOpen: boolean, message: string) => void}} Page
 */

export class Carrier {
  keeping;
  queue;
  /** @type {CaptionSaver<Upload>} */
  captions;
  #background;
  /** @type {import("../../models/sending_settings.js").Settings} */
  #settings = DEFAULTS;

  /** @param {Page} page */
  constructor(page) {
    const keep = (/** @type {Upload} */ upload) => void this.keeping.note(upload);
    this.keeping = new Keeping({
      ...page,
      onRestored: (uploads) => {
        const restored = this.queue.restore(uploads);
        for (const upload of restored) this.captions.note(upload, true);
        page.onRestored?.(restored);
        void this.#lookAfter(restored);
      },
    });
    this.queue = new UploadQueue({
      show: async (upload, onProgress) => {
        await page.meet?.();
        return show(upload, onProgress, keep, this.keeping, copyPx(this.#settings));
      },
      sendOriginal: (upload, onProgress) => follow(upload, onProgress, keep, this.keeping),
      mayGo: (upload) => this.keeping.isOurs(upload),
      keep,
      author: () => page.author?.() ?? "",
      consent: () => page.consent?.() ?? "",
      isPrivate: () => page.isPrivate?.() ?? false,
      task: () => page.task?.() ?? "",
      makeKey: newPhotoKey,
      // What the party does not take is refused by the server, if this page does not know it.
      flawOf: (file) => page.flawOf?.(file) ?? "",
      onChange: (upload) => {
        if (upload?.state === "sent") this.captions.note(upload); // words typed while it was under way
        page.onChange?.(upload);
      },
      onOpenness: (isOpen, message) => page.onOpenness?.(isOpen, message),
      onGone: (upload) => page.onGone?.(upload),
    });
    this.captions = new CaptionSaver({
      save: async (photoId, caption) => {
        const { photo } = await ask(`/api/photo/${photoId}`, { method: "PUT", json: { caption } });
        this.queue.follow(photo);
      },
      onChange: (upload) => {
        keep(upload);
        page.onChange?.(upload);
      },
    });
    this.#background = new Background(() => this.queue.count("waiting", "sending") + this.queue.toFollow.length > 0);
  }

  /** Whether leaving the page now would lose a photo or its words. */
  get wouldLose() {
    return this.queue.wouldLose || this.captions.wouldLose;
  }

  get settings() {
    return this.#settings;
  }

  /** What originals wait for: nothing, Wi-Fi, or the guest's word. */
  get originalsWaitFor() {
    return originalsWaitFor(this.#settings, connection());
  }

  /** @param {import("../../models/sending_settings.js").Settings} settings */
  use(settings) {
    this.#settings = settings;
    SPEED.kbits = settings.kbits;
    void this.keeping.setKeepsSent(settings.keepsSent);
    this.#lookAtConnection();
  }

  /** @param {() => void} [onSettings] called once the guest's settings are known */
  async connect(onSettings) {
    this.use(settingsFrom(await keptSettings()));
    onSettings?.();
    window.addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wakeIfSeen);
    connection()?.addEventListener("change", this.#lookAtConnection);
    this.#lookAtConnection();
    this.#background.connect();
    return this.keeping.connect();
  }

  /** Stop, and leave all photos to another page. What is under way ends; its key makes it one photo all the same. */
  async leave() {
    window.removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wakeIfSeen);
    connection()?.removeEventListener("change", this.#lookAtConnection);
    this.#background.disconnect();
    await this.keeping.leave();
  }

  /** Send what was picked, and ask the browser to go on when this page is closed. */
  send() {
    this.queue.sendPicked();
    void this.#background.ask();
  }

  /**
   * Ask what became of photos that were on the wall when a page last looked: the feed tells only what comes later.
   * @param {Upload[]} restored
   */
  async #lookAfter(restored) {
    for (const { photo } of restored) {
      if (!photo) continue;
      try {
        this.queue.follow((await ask(`/api/photo/${photo.id}`)).photo);
      } catch (error) {
        if (error instanceof Refused && error.status === 404) this.queue.leave(photo.id);
        else if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      }
    }
  }

  #wake = () => this.queue.wake();

  #wakeIfSeen = () => {
    if (document.visibilityState === "visible") this.queue.wake();
  };

  #lookAtConnection = () => {
    this.queue.holdsOriginals = this.originalsWaitFor !== "";
  };
}
