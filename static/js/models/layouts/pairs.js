/** Pairs: two photos that stand, side by side; one that lies, alone. On an upright screen the other way round. */

import { inside, ratioOf } from "./cell.js";

/** @import { Layout, Shape, Size } from "./cell.js" */

/** The gap between the two and around them, of the screen's shorter side. */
const GAP = 0.02;
const MOST_BESIDE = 3;
/** A screen so much wider than high takes three. */
const VERY_WIDE = 2.4;

/**
 * Tell whether so shaped a photo leaves room for another on the screen.
 * @param {Shape} shape
 * @param {Size} screen
 */
function leavesRoom(shape, screen) {
  const isWide = screen.width >= screen.height;
  return isWide ? ratioOf(shape) < 1 || screen.width / screen.height > VERY_WIDE : ratioOf(shape) > 1;
}

/** @type {Layout} */
export const PAIRS = {
  name: "pairs",
  stayMs: 9_000,
  count: () => 1,
  place: (_on, shape) => [shape],
  partner: (shape, screen) => (leavesRoom(shape, screen) ? (other) => leavesRoom(other, screen) : null),
  cells(on, screen) {
    const shown = on.slice(0, MOST_BESIDE);
    const gap = Math.round(GAP * Math.min(screen.width, screen.height));
    const isWide = screen.width >= screen.height;
    const ratios = shown.map(ratioOf);
    // Beside each other they are equally high; above each other, equally wide.
    const shares = isWide ? ratios : ratios.map((ratio) => 1 / ratio);
    const sum = shares.reduce((total, share) => total + share, 0);
    const long = (isWide ? screen.width : screen.height) - gap * (shown.length + 1);
    const short = (isWide ? screen.height : screen.width) - 2 * gap;
    const across = Math.min(short, long / sum);
    let at = gap + (long - across * sum) / 2;
    return shown.map(({ id }, index) => {
      const along = across * (shares[index] ?? 1);
      const [width, height] = isWide ? [along, across] : [across, along];
      const box = isWide
        ? { x: at, y: gap + (short - across) / 2, width, height }
        : { x: gap + (short - across) / 2, y: at, width, height };
      at += along + gap;
      return { id, ...inside(ratios[index] ?? 1, box), turn: 0, z: 1, crops: false, words: "full" };
    });
  },
};
