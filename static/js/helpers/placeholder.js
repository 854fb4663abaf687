/** The placeholder of a photo until it is loaded: its ThumbHash as a tiny picture, or as one colour. */

import { thumbHashToAverageRGBA, thumbHashToDataURL } from "../../vendor/thumbhash/thumbhash.js";

/**
 * Return a `data:` address of the tiny blurred picture, or "" when the hash cannot be read.
 * @param {string} base64
 * @returns {string}
 */
export function placeholderUrl(base64) {
  return read(base64, thumbHashToDataURL) ?? "";
}

/**
 * Return the photo's average colour for CSS, or "" when the hash cannot be read.
 * @param {string} base64
 * @returns {string}
 */
export function placeholderColour(base64) {
  const colour = read(base64, thumbHashToAverageRGBA);
  if (!colour) return "";
  const [r, g, b] = [colour.r, colour.g, colour.b].map((part) => Math.round(part * 255));
  return `rgb(${r} ${g} ${b})`;
}

/**
 * @template T
 * @param {string} base64
 * @param {(hash: Uint8Array) => T} use
 * @returns {T | null}
 */
function read(base64, use) {
  try {
    const hash = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    // The header alone has five bytes. For a shorter hash the decoder silently reads past the end.
    return hash.length > 5 ? use(hash) : null;
  } catch {
    return null;
  }
}
