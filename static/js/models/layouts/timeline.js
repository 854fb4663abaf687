/** Timeline: the night in order, one photo large after another, with those before it in a strip below. */

import { cornerOf, inside, ratioOf } from "./cell.js";

/** @import { Layout, Size } from "./cell.js" */

/** Of the photos before it as many as are a little wider than high, within these bounds. */
const LEAST_STRIP = 3;
const MOST_STRIP = 14;
const STRIP_RATIO = 1.2;
/** The part of the screen's height that the strip takes. */
const STRIP_PART = 0.16;
const GAP = 8;

/** @type {Layout} */
export const TIMELINE = {
  name: "timeline",
  stayMs: 6_000,
  count: () => 1,
  partner: () => null,
  place: (on, shape, screen) => [...on, shape].slice(-stripOf(screen).count - 1),
  cells(on, screen) {
    const large = on.at(-1);
    if (!large) return [];
    const { count, wide, ...strip } = stripOf(screen);
    const past = on.slice(0, -1).slice(-count);
    const high = past.length > 0 ? strip.high : 0;
    const stage = { x: GAP, y: GAP, width: screen.width - 2 * GAP, height: screen.height - high - 2 * GAP };
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

/**
 * The strip's height, how many photos it has, and how wide each is. It ends where the QR code has its corner.
 * @param {Size} screen
 */
function stripOf(screen) {
  const high = Math.round(screen.height * STRIP_PART);
  const width = screen.width - cornerOf(screen).width;
  const count = Math.min(MOST_STRIP, Math.max(LEAST_STRIP, Math.round(width / (high * STRIP_RATIO))));
  return { high, count, wide: width / count };
}
