/** How a photo lies on a screen: filling it where that costs little, else whole on its ground. */

import { cropOf } from "./crop.js";

/** @import { Face } from "../types.js" */

/** A little may be cut off so that a photo fills the screen: a twelfth of its longer way. */
const MOST_CUT = 12 / 11;
/** More than this shows the pixels, unless the photo were lost on a large screen. */
const MOST_ENLARGED = 3;
const LEAST_PART = 0.6;
/** A free side of this part of the screen, and this wide, has room for words. */
const SIDE_FOR_WORDS = 0.2;
const SIDE_FOR_WORDS_PX = 200;

/**
 * Return the photo's box in CSS pixels, whether it fills the screen, and whether words fit beside it.
 * A photo of which a head would be cut does not fill it. `at` is which part is seen (`cropOf`).
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
