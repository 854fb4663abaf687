/** The list of tiles on the page, one for each photo. */

import { element } from "../parts/element.js";
import { UploadTile } from "./tile.js";

/** @import { Upload } from "../../models/upload.js" */
/** @import { Around } from "./tile.js" */

export class UploadTiles {
  #list = element("#tiles", HTMLElement);
  /** @type {Map<Upload, UploadTile>} */
  #tiles = new Map();
  #ways;
  #number = 0;

  /**
   * @param {{onCaption: (upload: Upload, isDone: boolean) => void, onRetry: (upload: Upload) => void,
   *   onRemove: (upload: Upload) => void, onEdit: (upload: Upload) => void}} ways
   */
  constructor(ways) {
    this.#ways = ways;
    this.#list.tabIndex = -1;
  }

  /** @param {Upload} upload */
  add(upload) {
    const tile = new UploadTile(upload, {
      number: (this.#number += 1),
      onCaption: (isDone) => this.#ways.onCaption(upload, isDone),
      onRetry: () => this.#ways.onRetry(upload),
      onRemove: () => this.#ways.onRemove(upload),
      onEdit: () => this.#ways.onEdit(upload),
    });
    this.#tiles.set(upload, tile);
    this.#list.append(tile.element);
  }

  /** @param {Upload} upload */
  drop(upload) {
    this.#tiles.get(upload)?.element.remove();
    this.#tiles.delete(upload);
  }

  /**
   * Return the caption field of the tile beside this one, to go on there when this one goes.
   * @param {Upload} upload
   */
  beside(upload) {
    const own = this.#tiles.get(upload)?.element;
    return (own?.nextElementSibling ?? own?.previousElementSibling)?.querySelector("input") ?? null;
  }

  /**
   * @param {Upload} upload
   * @param {Around} around
   */
  update(upload, around) {
    this.#tiles.get(upload)?.update(around);
  }

  /** Draw a photo again after it was put right. @param {Upload} upload */
  redraw(upload) {
    void this.#tiles.get(upload)?.redraw();
  }

  /**
   * Show a tile and go on at its first button.
   * @param {Upload} upload
   */
  focusOn(upload) {
    this.#tiles.get(upload)?.focus();
  }

  /** @param {Upload | undefined} upload */
  bringIntoView(upload) {
    if (upload) this.#tiles.get(upload)?.show();
  }

  focus() {
    this.#list.focus({ preventScroll: true });
  }
}
