/** Lets go of a picture's bytes. */

/** One pixel of nothing. */
export const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/**
 * Free an image's memory. Do not remove its address: Chromium then builds six nodes for the missing picture. It keeps
 * them and the image as long as the page lives (measured in version 156, after garbage collection).
 * @param {HTMLImageElement} image
 */
export function freeImage(image) {
  image.src = NOTHING;
}
