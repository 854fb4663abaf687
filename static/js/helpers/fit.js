/** Fit a photo to a screen: it fills the screen if little is lost, else it is shown whole on its ground. */

import { cropOf } from "./crop.js";

/** @import { Face } from "../types.js" */

/** A twelfth of its longer side may be cut off, so that a photo fills the screen. */
const MOST_CUT = 12 / 11;
/** A larger scale shows the pixels. It is used only if the photo would be too small on a large screen. */
const MOST_ENLARGED = 3;
const LEAST_PART = 0.6;
/** A free side with this share of the screen, and this width, has room for words. */
const SIDE_FOR_WORDS = 0.2;
const SIDE_FOR_WORDS_PX = 200;

/**
 * Return the photo's box in CSS pixels, whether it fills the screen, and whether words fit beside it.
 * If a head would be cut, the photo does not fill it. `at` is the visible part (`cropOf`).
 * @param {{width: number, height: number, faces?: readonly Face[]}} photo
 * @param {{width: number, height: number}} screen
 * @returns {{width: number, height: number, fills: boolean, side: number, hasSide: boolean, at?: {x: number, y: number}}}
 */
export function fit(photo, screen) {
  const inside = Math.min(screen.width / photo.width, screen.height / photo.height);
  const across = Math.max(screen.width / photo.width, screen.height / photo.height);
  const at = across <= MOST_ENLARGED && across / inside <= MOST_CUT ? cropOf(photo, screen) : null;
  if (at) {
    return { width: screen.width, height: screen.height, fills: true, side: 0, hasSide: false, at };
  }
  const scale = Math.min(inside, Math.max(MOST_ENLARGED, inside * LEAST_PART));
  const width = Math.round(photo.width * scale);
  const height = Math.round(photo.height * scale);
  const side = Math.floor((screen.width - width) / 2);
  const hasSide = side >= Math.max(SIDE_FOR_WORDS_PX, screen.width * SIDE_FOR_WORDS);
  return { width, height, fills: false, side, hasSide };
}
