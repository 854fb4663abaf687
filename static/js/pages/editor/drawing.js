/** Draws an edited picture on a canvas, small enough to follow a finger. */

import { coverScale, whole } from "../../helpers/edit.js";
import { adjust, hasLevels } from "../../helpers/levels.js";

/** @import { Edit } from "../../types.js" */

/** @typedef {HTMLImageElement} Source */

/**
 * The size of the whole picture after its turns, before any crop.
 * @param {Source} source
 * @param {Edit} edit
 */
export function frameOf(source, edit) {
  const { naturalWidth: width, naturalHeight: height } = source;
  return (edit.turns ?? 0) % 2 ? { width: height, height: width } : { width, height };
}

/**
 * Draw a picture to fill a box of pixels: its whole frame, or only its crop.
 * @param {HTMLCanvasElement} canvas
 * @param {Source} source
 * @param {Edit} edit
 * @param {{width: number, height: number, isCropped: boolean}} box the most of either side
 */
export function draw(canvas, source, edit, { width, height, isCropped }) {
  const parts = whole(edit);
  const frame = frameOf(source, edit);
  const crop = isCropped ? parts.crop : whole({}).crop;
  const shown = { width: frame.width * crop.width, height: frame.height * crop.height };
  const scale = Math.min(width / shown.width, height / shown.height);
  canvas.width = Math.max(1, Math.round(shown.width * scale));
  canvas.height = Math.max(1, Math.round(shown.height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return;
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.translate((0.5 - crop.left) * frame.width * scale, (0.5 - crop.top) * frame.height * scale);
  const grown = coverScale(parts.angle, frame.width, frame.height);
  context.rotate((parts.angle * Math.PI) / 180);
  context.scale(grown * scale, grown * scale);
  context.rotate((parts.turns * Math.PI) / 2);
  if (parts.mirror) context.scale(-1, 1);
  context.drawImage(source, -source.naturalWidth / 2, -source.naturalHeight / 2);
  context.resetTransform();
  if (!hasLevels(edit)) return;
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  adjust(pixels.data, edit);
  context.putImageData(pixels, 0, 0);
}

/**
 * The pixels of a picture as it would be without levels, few enough to count at once.
 * @param {Source} source
 * @param {Edit} edit
 */
export function pixelsOf(source, edit) {
  const canvas = document.createElement("canvas");
  const { crop, turns, angle, mirror } = whole(edit);
  draw(canvas, source, { crop, turns, angle, mirror }, { width: 256, height: 256, isCropped: true });
  return canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
}
