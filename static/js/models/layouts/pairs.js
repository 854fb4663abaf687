/**
 * Pairs: two photos that stand, side by side; one that lies, alone. On an upright screen the other way round. A screen
 * that is very wide has up to three of any shape, a very high one has them above each other.
 */

import { inside, ratioOf } from "./cell.js";

/** @import { Layout, Shape, Size } from "./cell.js" */

/** The gap between the two and around them, of the screen's shorter side. */
const GAP = 0.02;
const MOST_BESIDE = 3;
/** A screen so much longer than it is broad takes three. */
const VERY_LONG = 2.4;
/** The third may make the others this much smaller. */
const MOST_SHRUNK = 1.15;

/**
 * Tell whether so shaped a photo leaves room for another on the screen.
 * @param {Shape} shape
 * @param {Size} screen
 */
function leavesRoom(shape, screen) {
  if (lengthOf(screen) > VERY_LONG) return true;
  return screen.width >= screen.height ? ratioOf(shape) < 1 : ratioOf(shape) > 1;
}

/** How much longer a screen is than broad. @param {Size} screen */
function lengthOf({ width, height }) {
  return Math.max(width / height, height / width);
}

/**
 * How long photos beside each other are, when they are one broad.
 * @param {readonly Shape[]} shapes
 * @param {Size} screen
 */
function longTogether(shapes, screen) {
  const isWide = screen.width >= screen.height;
  return shapes.reduce((sum, shape) => sum + (isWide ? ratioOf(shape) : 1 / ratioOf(shape)), 0);
}

/**
 * Tell which photo may go on beside those that come on now.
 * @param {readonly Shape[]} now
 * @param {Size} screen
 * @returns {((other: Shape) => boolean) | null}
 */
function partner(now, screen) {
  const length = lengthOf(screen);
  if (now.length >= (length > VERY_LONG ? MOST_BESIDE : 2) || !now.every((shape) => leavesRoom(shape, screen))) return null;
  if (now.length < 2) return (other) => leavesRoom(other, screen);
  return (other) => longTogether([...now, other], screen) <= length * MOST_SHRUNK;
}

/** @type {Layout} */
export const PAIRS = {
  name: "pairs",
  stayMs: 9_000,
  count: () => 1,
  place: (_on, shape) => [shape],
  partner,
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
