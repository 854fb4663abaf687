/** A few loaded and decoded pictures, so that the wall can go on without a network. */

import { CLOCK } from "../helpers/clock.js";
import { freeImage } from "../helpers/free_image.js";
import { rendition } from "../helpers/photo.js";

/** @import { Photo } from "../types.js" */
/** @import { Clock } from "../helpers/clock.js" */
/** @import { KeptPictures } from "./kept_pictures.js" */

export const MOST_LOADED = 24;
/** A load that takes longer hangs: the network is silently gone. */
const LOAD_WITHIN_MS = 12_000;

/**
 * @typedef {{photo: Photo, url: string, image: HTMLImageElement, isReady: boolean,
 *   ready: Promise<HTMLImageElement>, cancel: () => void}} Entry
 */

/** The picture cannot be loaded now: its file or the network is gone. */
export class PictureMissing extends Error {}

export class Pictures {
  #makeImage;
  #clock;
  #kept;
  #failed = 0;
  /** By photo, least recently used first. @type {Map<string, Entry>} */
  #entries = new Map();

  /**
   * `kept` has bytes that need no server.
   * @param {{makeImage: () => HTMLImageElement, kept?: Pick<KeptPictures, "find"> | null, clock?: Clock}} options
   */
  constructor({ makeImage, kept = null, clock = CLOCK }) {
    this.#kept = kept;
    this.#makeImage = makeImage;
    this.#clock = clock;
  }

  get size() {
    return this.#entries.size;
  }

  /** How many pictures have failed since the page was opened. */
  get failed() {
    return this.#failed;
  }

  /**
   * Return the decoded picture of a photo. Rejects with PictureMissing if it cannot be loaded now.
   * @param {Photo} photo
   * @returns {Promise<HTMLImageElement>}
   */
  load(photo) {
    const url = rendition(photo, "wall")?.url;
    if (!url) return Promise.reject(new PictureMissing());
    const known = this.#entries.get(photo.id);
    if (known?.url === url) {
      this.#touch(known);
      return known.ready;
    }
    this.drop(photo.id);
    const entry = this.#start(photo, url);
    this.#entries.set(photo.id, entry);
    for (const oldest of [...this.#entries.values()]) {
      if (this.#entries.size <= MOST_LOADED) break;
      this.drop(oldest.photo.id);
    }
    return entry.ready;
  }

  /**
   * Return the picture if it is there already.
   * @param {Photo} photo
   * @returns {HTMLImageElement | null}
   */
  loaded(photo) {
    const entry = this.#entries.get(photo.id);
    return entry?.isReady && entry.url === rendition(photo, "wall")?.url ? entry.image : null;
  }

  /** Whether anything of a photo is kept here. @param {string} id */
  has(id) {
    return this.#entries.has(id);
  }

  /** Forget a picture for good, even one that is still loading. @param {string} id */
  drop(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    entry.cancel();
  }

  /** Forget every picture that is not to be kept. @param {(photo: Photo) => boolean} isKept */
  retain(isKept) {
    for (const { photo } of [...this.#entries.values()]) if (!isKept(photo)) this.drop(photo.id);
  }

  /** @param {Entry} entry */
  #touch(entry) {
    this.#entries.delete(entry.photo.id);
    this.#entries.set(entry.photo.id, entry);
  }

  /**
   * @param {Photo} photo
   * @param {string} url
   * @returns {Entry}
   */
  #start(photo, url) {
    const image = this.#makeImage();
    let giveUp = () => {};
    /** @type {Promise<boolean>} */
    const late = new Promise((resolve) => {
      giveUp = () => resolve(false);
    });
    const timer = this.#clock.setTimer(giveUp, LOAD_WITHIN_MS);
    image.decoding = "async";
    const bytes = this.#kept?.find(photo);
    const own = bytes ? URL.createObjectURL(bytes) : "";
    image.src = own || url;
    const decoded = image
      .decode()
      .then(
        () => true,
        () => false,
      )
      .finally(() => URL.revokeObjectURL(own));
    const ready = Promise.race([decoded, late]).then((came) => {
      this.#clock.clearTimer(timer);
      entry.isReady = came;
      if (came) return image;
      if (this.#entries.get(photo.id) === entry) {
        this.#failed += 1;
        this.drop(photo.id);
      }
      throw new PictureMissing();
    });
    const cancel = () => {
      giveUp();
      // Frees the bytes. The stage frees the picture that is on the screen.
      if (!image.isConnected) freeImage(image);
    };
    const entry = { photo, url, image, ready, isReady: false, cancel };
    return entry;
  }
}
