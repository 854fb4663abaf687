/** The pictures that are loaded and decoded: a few, so that the wall can go round without any network. */

/** @import { Photo } from "../types.js" */

export const MOST_LOADED = 24;
/** A load that takes longer than this hangs: the network is away without saying so. */
const LOAD_WITHIN_MS = 12_000;

/**
 * @typedef {{photo: Photo, url: string, image: HTMLImageElement, ready: Promise<HTMLImageElement>, isReady: boolean,
 *   cancel: () => void}} Entry
 */

export class Pictures {
  #makeImage;
  #setTimer;
  #clearTimer;
  /** By photo, the one used longest ago first. @type {Map<string, Entry>} */
  #entries = new Map();

  /**
   * @param {{makeImage: () => HTMLImageElement, setTimer?: (callback: () => void, ms: number) => any,
   *   clearTimer?: (timer: any) => void}} options
   */
  constructor({ makeImage, setTimer = (callback, ms) => setTimeout(callback, ms), clearTimer = clearTimeout }) {
    this.#makeImage = makeImage;
    this.#setTimer = setTimer;
    this.#clearTimer = clearTimer;
  }

  get size() {
    return this.#entries.size;
  }

  /**
   * Return the decoded picture of a photo; an Error when it cannot be had now.
   * @param {Photo} photo
   * @returns {Promise<HTMLImageElement>}
   */
  load(photo) {
    const url = wallRendition(photo)?.url;
    if (!url) return Promise.reject(new Error("the photo has no picture"));
    const known = this.#entries.get(photo.id);
    if (known?.url === url) {
      this.#touch(known);
      return known.ready;
    }
    this.drop(photo.id);
    const entry = this.#start(photo, url);
    this.#entries.set(photo.id, entry);
    for (const oldest of this.#entries.values()) {
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
    return entry?.isReady && entry.url === wallRendition(photo)?.url ? entry.image : null;
  }

  /** Forget a picture for good, also one that is still on its way. @param {string} id */
  drop(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    entry.cancel();
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
    let fail = () => {};
    const late = new Promise((_, reject) => {
      fail = () => reject(new Error("the picture did not come"));
    });
    const timer = this.#setTimer(fail, LOAD_WITHIN_MS);
    image.decoding = "async";
    image.src = url;
    const ready = Promise.race([image.decode(), late]).then(
      () => {
        this.#clearTimer(timer);
        entry.isReady = true;
        return image;
      },
      (error) => {
        this.#clearTimer(timer);
        if (this.#entries.get(photo.id) === entry) this.drop(photo.id);
        throw error;
      },
    );
    const cancel = () => {
      fail();
      // Lets go of the bytes; on the screen, the stage has replaced it or will.
      if (!image.isConnected) image.removeAttribute("src");
    };
    const entry = { photo, url, image, ready, isReady: false, cancel };
    return entry;
  }
}

/**
 * Return the rendition that fills a wall.
 * @param {Photo} photo
 */
export function wallRendition(photo) {
  const byWidth = [...photo.renditions].sort((a, b) => b.width - a.width);
  return byWidth.find(({ name }) => name === "wall") ?? byWidth[0] ?? null;
}
