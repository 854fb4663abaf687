/** The photos in view, in order, one element each. */

import { newestFirst } from "../../models/host_photos.js";
import { Shot } from "./shot.js";

/** @import { Photo } from "../../types.js" */

export class Shots {
  #list;
  #on;
  /** @type {Map<string, {photo: Photo, shot: Shot}>} */
  #entries = new Map();
  #isWanted;

  /**
   * `isWanted` tells whether a photo matches the filter.
   * @param {HTMLElement} list
   * @param {(photo: Photo) => boolean} isWanted
   * @param {{now: (id: string) => void, pin: (id: string) => void, favourite: (id: string) => void, hide: (id: string) => void, restore: (id: string) => void, delete: (id: string) => void}} on
   */
  constructor(list, isWanted, on) {
    this.#list = list;
    this.#isWanted = isWanted;
    this.#on = on;
  }

  get count() {
    return [...this.#entries.values()].filter(({ photo }) => this.#isWanted(photo)).length;
  }

  /** @param {Photo} photo */
  set(photo) {
    const known = this.#entries.get(photo.id);
    const shot = known?.shot ?? this.#make(photo.id);
    shot.show(photo);
    shot.element.hidden = !this.#isWanted(photo);
    this.#entries.set(photo.id, { photo, shot });
    if (!known) this.#place(photo, shot);
  }

  /** @param {string} id */
  remove(id) {
    this.#entries.get(id)?.shot.element.remove();
    this.#entries.delete(id);
  }

  /** @param {string} id */
  find(id) {
    return this.#entries.get(id)?.shot ?? null;
  }

  /** @param {string} id */
  isFavourite(id) {
    return this.#entries.get(id)?.photo.favourite ?? false;
  }

  /** Return the pictures of these photos as they are on the page. @param {string[]} ids */
  pictures(ids) {
    return ids.flatMap((id) => this.#entries.get(id)?.shot.image ?? []);
  }

  /** @param {string} id */
  #make(id) {
    return new Shot({
      onNow: () => this.#on.now(id),
      onPin: () => this.#on.pin(id),
      onFavourite: () => this.#on.favourite(id),
      onHide: () => this.#on.hide(id),
      onRestore: () => this.#on.restore(id),
      onDelete: () => this.#on.delete(id),
    });
  }

  /**
   * @param {Photo} photo
   * @param {Shot} shot
   */
  #place(photo, shot) {
    // It is nearly always the first or the last place, so try both ends before the middle.
    const last = this.#photoOf(this.#list.lastElementChild);
    if (!last || newestFirst(last, photo) < 0) {
      this.#list.append(shot.element);
      return;
    }
    for (const element of this.#list.children) {
      const other = this.#photoOf(element);
      if (other && newestFirst(photo, other) < 0) {
        element.before(shot.element);
        return;
      }
    }
  }

  /** @param {Element | null} element */
  #photoOf(element) {
    const id = element instanceof HTMLElement ? element.dataset["photo"] : undefined;
    return id === undefined ? null : (this.#entries.get(id)?.photo ?? null);
  }
}
