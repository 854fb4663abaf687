/** Draws screen copies beside the page, so that twelve megapixels do not make it stutter. */

import { copySize, encodeCopy, paintCopy } from "../helpers/draw_copy.js";

self.addEventListener("message", async ({ data }) => {
  self.postMessage({ id: data.id, copy: await draw(data.file).catch(() => null) });
});

/** @param {Blob} file */
async function draw(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const size = copySize(picture);
  const canvas = new OffscreenCanvas(size.width, size.height);
  paintCopy(canvas.getContext("2d"), picture, size);
  picture.close();
  return encodeCopy((quality) => canvas.convertToBlob({ type: "image/jpeg", quality }));
}
