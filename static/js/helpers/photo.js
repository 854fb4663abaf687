/** Read a photo as the server describes it. */

/** @typedef {import("../types.js").Photo} Photo */
/** @typedef {import("../types.js").Rendition} Rendition */

/**
 * Return the rendition named `name`, or the nearest that there is; null for a photo without files.
 * @param {Photo} photo
 * @param {"thumb" | "wall"} name
 * @returns {Rendition | null}
 */
export function rendition(photo, name) {
  return photo.renditions.find((one) => one.name === name) ?? photo.renditions.at(-1) ?? null;
}

/**
 * Return the key of the sentence that describes a photo to somebody who does not see it.
 * @param {Photo} photo
 */
export function describedBy({ author, caption }) {
  if (author && caption) return "photo-by-with-caption";
  if (author) return "photo-by";
  return caption ? "photo-with-caption" : "photo";
}
