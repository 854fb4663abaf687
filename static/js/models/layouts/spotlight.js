/** Spotlight: the newest large, the last dozen small beside it. */

import { cornerOf, inside, ratioOf } from "./cell.js";

/** @import { Layout, Size } from "./cell.js" */

const SMALL = 12;
/** The part of the screen's longer side that the small ones take. */
const SIDE = 0.26;
/** A very wide screen has more room beside the large one, whose ratio is rarely more. So many small ones fill as much again. */
const WIDEST = 1.7;
const FILL = 6;
const GAP = 8;

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** @type {Layout} */
export const SPOTLIGHT = {
  name: "spotlight",
  stayMs: 8_000,
  count: (_screen, known) => Math.min(known, SMALL + 1),
  partner: () => null,
  // The newest comes first.
  place: (on, shape) => [shape, ...on].slice(0, SMALL + 1),
  cells(on, screen) {
    const [large, ...small] = on;
    if (!large) return [];
    const isWide = screen.width >= screen.height;
    const side = sideOf(screen, small.length);
    const stage = isWide
      ? { x: 0, y: 0, width: screen.width - side, height: screen.height }
      : { x: 0, y: 0, width: screen.width, height: screen.height - side };
    const strip = isWide
      ? { x: stage.width, y: 0, width: side, height: screen.height }
      : { x: 0, y: stage.height, width: screen.width, height: side };
    const boxes = boxesIn(strip, small.length, cornerOf(screen));
    return [
      { id: large.id, ...inside(ratioOf(large), inset(stage)), turn: 0, z: 2, crops: false, words: "full" },
      ...boxes.map((box, index) => ({
        id: small[index]?.id ?? "",
        ...inset(box),
        turn: 0,
        z: 1,
        crops: true,
        words: /** @type {const} */ ("none"),
      })),
    ];
  },
};

/**
 * @param {Size} screen
 * @param {number} count how many small ones there are
 */
function sideOf({ width, height }, count) {
  if (count === 0) return 0;
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  const least = longer * SIDE;
  return Math.round(Math.max(least, Math.min(longer - shorter * WIDEST, least * (1 + count / FILL))));
}

/**
 * Split a strip into so many boxes, in rows, as near to squares as it lets them be. The QR code has its corner: rows end
 * before it, or all of them above it, whichever leaves less empty.
 * @param {Box} strip
 * @param {number} count
 * @param {{width: number, height: number}} corner
 * @returns {Box[]}
 */
function boxesIn(strip, count, corner) {
  /** @type {Box[]} */
  let best = [];
  let least = Infinity;
  for (let rows = 1; rows <= count; rows += 1) {
    for (const above of [0, corner.height]) {
      const high = (strip.height - above) / rows;
      const widths = Array.from({ length: rows }, (_, row) => {
        const isLow = above === 0 && high * (row + 1) > strip.height - corner.height;
        return isLow ? strip.width - corner.width : strip.width;
      });
      const boxes = rowsOf(strip, widths, high, count);
      const shapes = boxes.reduce((sum, box) => sum + Math.abs(Math.log(box.width / box.height)), 0) / count;
      const filled = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
      const cost = shapes + 2 * (1 - filled / (strip.width * strip.height));
      if (high > 0 && Math.min(...widths) > 0 && cost < least) [best, least] = [boxes, cost];
    }
  }
  return best;
}

/**
 * Deal boxes out to rows of these widths, in proportion.
 * @param {Box} strip
 * @param {readonly number[]} widths
 * @param {number} high
 * @param {number} count at least one for each row
 * @returns {Box[]}
 */
function rowsOf(strip, widths, high, count) {
  const all = widths.reduce((sum, width) => sum + width, 0);
  const counts = widths.map(() => 1);
  for (let left = count - widths.length; left > 0; left -= 1) {
    // To the row that is emptiest for its width.
    const lacks = counts.map((has, row) => (widths[row] ?? 0) / all - has / count);
    const row = lacks.indexOf(Math.max(...lacks));
    counts[row] = (counts[row] ?? 0) + 1;
  }
  return counts.flatMap((columns, row) => {
    const width = (widths[row] ?? 0) / columns;
    return Array.from({ length: columns }, (_, column) => ({
      x: strip.x + width * column,
      y: strip.y + high * row,
      width,
      height: high,
    }));
  });
}

/** @param {Box} box */
function inset({ x, y, width, height }) {
  return { x: x + GAP / 2, y: y + GAP / 2, width: width - GAP, height: height - GAP };
}
