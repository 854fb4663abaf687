/** Small pictures of picked files, made one at a time: several of twelve megapixels at once would kill a phone. */

/** @type {Promise<unknown>} */
let before = Promise.resolve();

/**
 * Draw `file` cropped to a square of `sizePx`. Null if this browser cannot read it (mostly HEIC).
 * @param {Blob} file
 * @param {number} sizePx
 * @returns {Promise<HTMLCanvasElement | null>}
 */
export function drawPreview(file, sizePx) {
  const drawn = before.then(() => draw(file, sizePx));
  before = drawn;
  return drawn;
}

/**
 * @param {Blob} file
 * @param {number} sizePx
 */
async function draw(file, sizePx) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const side = Math.min(image.naturalWidth, image.naturalHeight);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = sizePx;
    const left = (image.naturalWidth - side) / 2;
    const top = (image.naturalHeight - side) / 2;
    canvas.getContext("2d")?.drawImage(image, left, top, side, side, 0, 0, sizePx, sizePx);
    return canvas;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
