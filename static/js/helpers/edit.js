/** The edit of a picture: pure, and the same as app/media/edit.py. */

/** @import { Crop, Edit } from "../types.js" */

export const MAX_ANGLE = 45;
export const LEVELS = /** @type {const} */ (["brightness", "contrast", "warmth", "saturation"]);
/** @type {Readonly<Crop>} */
export const WHOLE = Object.freeze({ left: 0, top: 0, width: 1, height: 1 });
/** The smallest side of a crop here. The server accepts smaller ones. */
export const MIN_CROP = 0.05;

/**
 * All fields of an edit, with defaults.
 * @param {Edit} edit
 */
export function whole(edit) {
  return {
    crop: edit.crop ?? WHOLE,
    turns: edit.turns ?? 0,
    angle: edit.angle ?? 0,
    mirror: edit.mirror ?? false,
    brightness: edit.brightness ?? 0,
    contrast: edit.contrast ?? 0,
    warmth: edit.warmth ?? 0,
    saturation: edit.saturation ?? 0,
  };
}

/**
 * The edit without fields that have their default.
 * @param {Edit} edit
 * @returns {Edit}
 */
export function tidy(edit) {
  const kept = Object.entries(edit).filter(([name, value]) => {
    if (name !== "crop") return name === "poster_ms" ? value !== undefined : Boolean(value);
    const crop = /** @type {Crop} */ (value);
    return crop.left > 0 || crop.top > 0 || crop.width < 1 || crop.height < 1;
  });
  return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * @param {Edit} one
 * @param {Edit} other
 */
export function isSame(one, other) {
  return JSON.stringify(tidy(one)) === JSON.stringify(tidy(other));
}

/**
 * Turn the whole picture and its crop by quarters, clockwise.
 * @param {Edit} edit
 * @param {number} quarters
 * @returns {Edit}
 */
export function turned(edit, quarters) {
  const by = ((quarters % 4) + 4) % 4;
  let crop = edit.crop ?? WHOLE;
  for (let turn = 0; turn < by; turn += 1) {
    crop = { left: 1 - crop.top - crop.height, top: crop.left, width: crop.height, height: crop.width };
  }
  return { ...edit, crop, turns: ((edit.turns ?? 0) + by) % 4 };
}

/**
 * Mirror the visible picture from left to right.
 * @param {Edit} edit
 * @returns {Edit}
 */
export function mirrored(edit) {
  const { crop, turns, angle, mirror } = whole(edit);
  // The mirror is applied before the turns and the angle, so these are reversed.
  return { ...edit, mirror: !mirror, turns: (4 - turns) % 4, angle: -angle || 0, crop: { ...crop, left: 1 - crop.left - crop.width } };
}

/**
 * The factor by which a straightened picture must grow to leave no corner empty.
 * @param {number} angle
 * @param {number} width
 * @param {number} height
 */
export function coverScale(angle, width, height) {
  if (!angle) return 1;
  const radians = (Math.abs(angle) * Math.PI) / 180;
  return Math.cos(radians) + (Math.sin(radians) * Math.max(width, height)) / Math.max(1e-9, Math.min(width, height));
}

/**
 * The largest crop of a shape in the middle of the current crop.
 * @param {Crop} crop
 * @param {number} ratio of width to height, in pixels
 * @param {number} frameRatio the same of the whole picture
 * @returns {Crop}
 */
export function inShape(crop, ratio, frameRatio) {
  const inFrame = ratio / frameRatio;
  let { width, height } = crop;
  if (width / height > inFrame) width = height * inFrame;
  else height = width / inFrame;
  return { left: crop.left + (crop.width - width) / 2, top: crop.top + (crop.height - height) / 2, width, height };
}

/**
 * Move a crop, or one of its corners or sides. Keep it within the picture and in its fixed shape, if any.
 * @param {Crop} crop
 * @param {string} handle some of n, s, w and e; empty for the whole of it
 * @param {number} x how far, in fractions of the picture
 * @param {number} y
 * @param {number | null} inFrame the crop's width by its height in fractions, null for any
 * @returns {Crop}
 */
export function moved(crop, handle, x, y, inFrame = null) {
  if (!handle) {
    const left = clamp(crop.left + x, 0, 1 - crop.width);
    return { ...crop, left, top: clamp(crop.top + y, 0, 1 - crop.height) };
  }
  let { left, top } = crop;
  let right = left + crop.width;
  let bottom = top + crop.height;
  if (handle.includes("w")) left = clamp(left + x, 0, right - MIN_CROP);
  if (handle.includes("e")) right = clamp(right + x, left + MIN_CROP, 1);
  if (handle.includes("n")) top = clamp(top + y, 0, bottom - MIN_CROP);
  if (handle.includes("s")) bottom = clamp(bottom + y, top + MIN_CROP, 1);
  if (inFrame === null) return { left, top, width: right - left, height: bottom - top };
  // The opposite corner stays where it is.
  const room = { width: handle.includes("w") ? right : 1 - left, height: handle.includes("n") ? bottom : 1 - top };
  const width = Math.min(Math.max(right - left, (bottom - top) * inFrame), room.width, room.height * inFrame);
  const height = width / inFrame;
  return {
    left: handle.includes("w") ? right - width : left,
    top: handle.includes("n") ? bottom - height : top,
    width,
    height,
  };
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
