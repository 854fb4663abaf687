/** Read a photo as the server describes it. */

/** @typedef {import("../types.js").Photo} Photo */
/** @typedef {import("../types.js").Rendition} Rendition */

/**
 * Return the rendition `name`, or the nearest one. Null for a photo without files.
 * @param {Photo} photo
 * @param {"thumb" | "wall"} name
 * @returns {Rendition | null}
 */
export function rendition(photo, name) {
  const pictures = photo.renditions.filter((one) => one.name !== "clip");
  return pictures.find((one) => one.name === name) ?? pictures.at(-1) ?? null;
}

/**
 * Tell whether guests and screens are not to see a photo.
 * @param {Photo} photo
 */
export function isKeptFromGuests({ access }) {
  return access === "members" || access === "hosts";
}

/**
 * Return a video's clip. Null for a photo, and while the clip is still being made.
 * @param {Photo} photo
 */
export function clipOf(photo) {
  return photo.renditions.find((one) => one.name === "clip") ?? null;
}

/**
 * Return a video's length as players write it ("0:07"), "" for a photo.
 * @param {Pick<Photo, "duration_s">} photo
 */
export function lengthOf({ duration_s }) {
  if (duration_s === null || duration_s === undefined) return "";
  const seconds = Math.max(1, Math.round(duration_s));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * Return the key of the sentence that describes a photo to somebody who does not see it.
 * @param {Photo} photo
 */
export function describedBy({ author, caption, media }) {
  const what = media === "video" ? "video" : "photo";
  if (author && caption) return `${what}-by-with-caption`;
  if (author) return `${what}-by`;
  return caption ? `${what}-with-caption` : what;
}

/**
 * Return the words to show beside a picture. A greeting has its words in the picture.
 * @param {Photo} photo
 */
export function captionBeside({ media, caption }) {
  return media === "card" ? "" : caption;
}
