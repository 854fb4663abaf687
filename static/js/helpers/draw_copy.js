/** What a screen copy is: small enough to leave a phone at once, large enough for the big screen. */

const LONGER_SIDE_PX = 2048;
/** About 300 kB for most pictures; foliage and confetti are encoded a second time. */
const QUALITY = 0.8;
const LARGE_BYTES = 450_000;
const QUALITY_OF_LARGE = 0.6;

/**
 * @param {{width: number, height: number}} picture
 */
export function copySize({ width, height }) {
  const scale = Math.min(1, LONGER_SIDE_PX / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
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
