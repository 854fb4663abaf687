/** The sizes that the rows are computed from: gallery.css decides them, and the thumbnails. */

import { rendition } from "../../helpers/photo.js";

/** @import { Photo } from "../../types.js" */
/** @import { Measures, Sized } from "../../models/rows.js" */

/**
 * Read the list's measures as the style sheet has them now.
 * @param {HTMLElement} list
 * @returns {Measures}
 */
export function measure(list) {
  const style = getComputedStyle(list);
  return {
    width: list.getBoundingClientRect().width,
    height: Number.parseFloat(style.minBlockSize),
    gap: Number.parseFloat(style.columnGap) || 0,
  };
}

/**
 * Return a photo's size as its picture in the list has it.
 * @param {Photo} photo
 * @returns {Sized}
 */
export function sized(photo) {
  const { width, height } = rendition(photo, "thumb") ?? photo;
  return { id: photo.id, width, height };
}
