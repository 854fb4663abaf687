/** Draws a screen copy: small enough to be sent at once, large enough for the big screen. */

/** A file up to this size is about as quick as its copy, so it is sent alone. */
const SMALL_BYTES = 700_000;
/** A copy that is not much smaller than its file is not worth sending. */
const WORTH_PART = 0.7;
export const LONGER_SIDE_PX = 2048;
/** About 300 kB for most pictures. Foliage and confetti are encoded a second time. */
const QUALITY = 0.8;
const LARGE_BYTES = 450_000;
const QUALITY_OF_LARGE = 0.6;

/**
 * Draw the copy of a file without a page. Rejects if this browser cannot open it.
 * @param {Blob} file
 */
export async function drawCopy(file, longerSidePx = LONGER_SIDE_PX) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const size = copySize(picture, longerSidePx);
  const canvas = new OffscreenCanvas(size.width, size.height);
  paintCopy(canvas.getContext("2d"), picture, size);
  picture.close();
  return encodeCopy((quality) => canvas.convertToBlob({ type: "image/jpeg", quality }));
}

/**
 * @param {{width: number, height: number}} picture
 */
export function copySize({ width, height }, longerSidePx = LONGER_SIDE_PX) {
  const scale = Math.min(1, longerSidePx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** @param {Blob} file */
export function isWorthCopying(file) {
  return file.size >= SMALL_BYTES;
}

/**
 * Return the copy if it is worth sending ahead of its file, else null.
 * @param {Blob | null} copy
 * @param {Blob} file
 */
export function ifWorthSending(copy, file) {
  return copy && copy.size < file.size * WORTH_PART ? copy : null;
}

/**
 * @param {OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null} context
 * @param {CanvasImageSource} picture
 * @param {{width: number, height: number}} size
 */
export function paintCopy(context, picture, { width, height }) {
  if (!context) throw new Error("this browser gives out no canvas");
  context.fillStyle = "#fff"; // JPEG knows no transparency
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
}

/**
 * @param {(quality: number) => Promise<Blob | null>} encode
 */
export async function encodeCopy(encode) {
  const copy = await encode(QUALITY);
  return copy && copy.size > LARGE_BYTES ? encode(QUALITY_OF_LARGE) : copy;
}
