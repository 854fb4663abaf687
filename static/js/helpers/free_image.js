/** Lets go of a picture's bytes. */

/** One pixel of nothing. */
export const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/**
 * Free what an image holds. Not by taking its address away: Chromium then builds six nodes in place of the missing
 * picture and keeps them, with the image, for as long as the page lives (measured in version 156, after collection).
 * @param {HTMLImageElement} image
 */
export function freeImage(image) {
  image.src = NOTHING;
}
