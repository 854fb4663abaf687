/** The layouts of a board, by their names. */

import { Mosaic } from "./mosaic.js";
import { PAIRS } from "./pairs.js";
import { PILE } from "./pile.js";
import { SPOTLIGHT } from "./spotlight.js";
import { TIMELINE } from "./timeline.js";

/** @import { Layout } from "./cell.js" */

/**
 * Return a layout, or null for `one` and for a name that this release does not know.
 * @param {string} name
 * @returns {Layout | null}
 */
export function layoutNamed(name) {
  if (name === "mosaic") return new Mosaic();
  return [PAIRS, PILE, SPOTLIGHT, TIMELINE].find((layout) => layout.name === name) ?? null;
}
