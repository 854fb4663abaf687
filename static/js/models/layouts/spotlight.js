/** Spotlight: the newest large, the last dozen small beside it. */

import { inside, ratioOf } from "./cell.js";

/** @import { Layout } from "./cell.js" */

const SMALL = 12;
/** The part of the screen's longer side that the small ones take. */
const SIDE = 0.26;
const GAP = 8;

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
    const side = small.length === 0 ? 0 : Math.round((isWide ? screen.width : screen.height) * SIDE);
    const stage = isWide
      ? { x: 0, y: 0, width: screen.width - side, height: screen.height }
      : { x: 0, y: 0, width: screen.width, height: screen.height - side };
    const strip = isWide
      ? { x: stage.width, y: 0, width: side, height: screen.height }
      : { x: 0, y: stage.height, width: screen.width, height: side };
    // As near to squares as the strip lets them be.
    const columns = columnsOf(small.length, strip);
    const rows = Math.ceil(small.length / columns);
    return [
      { id: large.id, ...inside(ratioOf(large), inset(stage)), turn: 0, z: 2, crops: false, words: "full" },
      ...small.map(({ id }, index) => {
        const inRow = Math.min(columns, small.length - Math.floor(index / columns) * columns);
        const [column, row] = [index % columns, Math.floor(index / columns)];
        const box = {
          x: strip.x + (strip.width / inRow) * column,
          y: strip.y + (strip.height / rows) * row,
          width: strip.width / inRow,
          height: strip.height / rows,
        };
        return { id, ...inset(box), turn: 0, z: 1, crops: true, words: /** @type {const} */ ("none") };
      }),
    ];
  },
};

/**
 * @param {number} count
 * @param {{width: number, height: number}} strip
 */
function columnsOf(count, strip) {
  let best = 1;
  let least = Infinity;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const far = Math.abs(Math.log(strip.width / columns / (strip.height / rows)));
    if (far < least) [best, least] = [columns, far];
  }
  return best;
}

/** @param {{x: number, y: number, width: number, height: number}} box */
function inset({ x, y, width, height }) {
  return { x: x + GAP / 2, y: y + GAP / 2, width: width - GAP, height: height - GAP };
}
