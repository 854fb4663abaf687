/** Timeline: the night in order, one photo large after another, with those before it in a strip below. */

import { inside, ratioOf } from "./cell.js";

/** @import { Layout } from "./cell.js" */

const STRIP = 8;
/** The part of the screen's height that the strip takes. */
const STRIP_PART = 0.16;
/** Its end is where the QR code has its corner. */
const STRIP_WIDTH = 0.84;
const GAP = 8;

/** @type {Layout} */
export const TIMELINE = {
  name: "timeline",
  stayMs: 6_000,
  count: () => 1,
  partner: () => null,
  place: (on, shape) => [...on, shape].slice(-STRIP - 1),
  cells(on, screen) {
    const large = on.at(-1);
    if (!large) return [];
    const high = Math.round(screen.height * STRIP_PART);
    const stage = { x: GAP, y: GAP, width: screen.width - 2 * GAP, height: screen.height - high - 2 * GAP };
    const wide = (screen.width * STRIP_WIDTH) / STRIP;
    const past = on.slice(0, -1).slice(-STRIP);
    return [
      ...past.map(({ id }, index) => ({
        id,
        x: wide * index + GAP / 2,
        y: screen.height - high,
        width: wide - GAP,
        height: high - GAP,
        turn: 0,
        z: 1,
        crops: true,
        words: /** @type {const} */ ("none"),
      })),
      { id: large.id, ...inside(ratioOf(large), stage), turn: 0, z: 2, crops: false, words: "full" },
    ];
  },
};
