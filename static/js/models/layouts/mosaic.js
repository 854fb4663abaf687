/** Mosaic: rows of photos that fill the screen exactly; one place after another turns over. */

import { ratioOf } from "./cell.js";

/** @import { Shape, Size } from "./cell.js" */

/** About so many photos on a screen of 16:9, whatever its pixels; others have as many in proportion. */
const ON_WIDE = 14;
const MOST = 40;
const WIDE = 16 / 9;
/** Of the places that have been on longest, the one whose shape fits best turns over: this part of all. */
const OLDEST_PART = 1 / 3;
/** Boxes are whole pixels; a gap shows as a thin line between them. */
const GAP = 4;

/**
 * Split the photos into rows, in order, so that no row is much longer than another: the least sum of squares.
 * @param {readonly number[]} ratios
 * @param {number} rows
 * @returns {number[][]} the indices of each row
 */
export function rowsOf(ratios, rows) {
  const count = ratios.length;
  const wanted = ratios.reduce((sum, ratio) => sum + ratio, 0) / rows;
  const sums = [0];
  for (const ratio of ratios) sums.push((sums.at(-1) ?? 0) + ratio);
  /** The least cost of the first photos in so many rows, and where its last row begins. */
  const best = Array.from({ length: rows + 1 }, () => Array.from({ length: count + 1 }, () => ({ cost: Infinity, from: 0 })));
  const first = best[0]?.[0];
  if (first) first.cost = 0;
  for (let row = 1; row <= rows; row += 1) {
    for (let end = row; end <= count; end += 1) {
      const cell = best[row]?.[end];
      if (!cell) continue;
      for (let from = row - 1; from < end; from += 1) {
        const before = best[row - 1]?.[from]?.cost ?? Infinity;
        const cost = before + ((sums[end] ?? 0) - (sums[from] ?? 0) - wanted) ** 2;
        if (cost < cell.cost) Object.assign(cell, { cost, from });
      }
    }
  }
  /** @type {number[][]} */
  const found = [];
  for (let row = rows, end = count; row > 0; row -= 1) {
    const from = best[row]?.[end]?.from ?? 0;
    found.unshift(Array.from({ length: end - from }, (_, index) => from + index));
    end = from;
  }
  return found;
}

/**
 * Lay photos of these ratios out in rows that fill the screen; as few rows or as many as crop least.
 * @param {readonly number[]} ratios
 * @param {Size} screen
 * @returns {{x: number, y: number, width: number, height: number}[]}
 */
export function tiles(ratios, screen) {
  let chosen = rowsOf(ratios, 1);
  let least = Infinity;
  for (let rows = 1; rows <= ratios.length; rows += 1) {
    const split = rowsOf(ratios, rows);
    const height = split.reduce((sum, row) => sum + screen.width / sumOf(row, ratios), 0);
    const stretch = Math.abs(Math.log(height / screen.height));
    if (stretch >= least) continue;
    least = stretch;
    chosen = split;
  }
  const natural = chosen.map((row) => screen.width / sumOf(row, ratios));
  const height = natural.reduce((sum, one) => sum + one, 0);
  /** @type {{x: number, y: number, width: number, height: number}[]} */
  const boxes = [];
  let top = 0;
  let passed = 0;
  for (const [index, row] of chosen.entries()) {
    passed += natural[index] ?? 0;
    // From edge to edge, so that rounding leaves no line at the end.
    const bottom = index === chosen.length - 1 ? screen.height : Math.round((passed / height) * screen.height);
    let left = 0;
    let along = 0;
    for (const [place, photo] of row.entries()) {
      along += ratios[photo] ?? 1;
      const right = place === row.length - 1 ? screen.width : Math.round((along / sumOf(row, ratios)) * screen.width);
      boxes.push({ x: left, y: top, width: right - left, height: bottom - top });
      left = right;
    }
    top = bottom;
  }
  return boxes;
}

/**
 * @param {number[]} row
 * @param {readonly number[]} ratios
 */
function sumOf(row, ratios) {
  return row.reduce((sum, index) => sum + (ratios[index] ?? 1), 0);
}

/** The places stay as they were made, until there are more or fewer of them. */
export class Mosaic {
  name = "mosaic";
  stayMs = 3_500;
  /** @type {{key: string, ratios: number[]}} */
  #made = { key: "", ratios: [] };

  /**
   * @param {Size} screen
   * @param {number} known
   */
  count(screen, known) {
    const wanted = Math.round(ON_WIDE * Math.max(screen.width / screen.height / WIDE, WIDE / (screen.width / screen.height) / 2));
    return Math.max(1, Math.min(known, wanted, MOST));
  }

  partner() {
    return null;
  }

  /**
   * @param {readonly Shape[]} on
   * @param {Shape} shape
   * @param {Size} screen
   * @param {(id: string) => number} since
   * @returns {Shape[]}
   */
  place(on, shape, screen, since) {
    if (on.length < this.count(screen, on.length + 1)) return [...on, shape];
    const ratios = this.#ratios(on, screen);
    const oldest = on
      .map(({ id }, index) => ({ index, since: since(id) }))
      .sort((a, b) => a.since - b.since)
      .slice(0, Math.max(1, Math.ceil(on.length * OLDEST_PART)));
    const [fitting] = oldest.sort((a, b) => misfit(ratios[a.index] ?? 1, shape) - misfit(ratios[b.index] ?? 1, shape));
    return on.map((other, index) => (index === fitting?.index ? shape : other));
  }

  /**
   * @param {readonly Shape[]} on
   * @param {Size} screen
   * @returns {import("./cell.js").Cell[]}
   */
  cells(on, screen) {
    const boxes = tiles(this.#ratios(on, screen), screen);
    return on.map(({ id }, index) => {
      const box = boxes[index] ?? { x: 0, y: 0, width: 0, height: 0 };
      const right = box.x + box.width >= screen.width ? 0 : GAP;
      const bottom = box.y + box.height >= screen.height ? 0 : GAP;
      const cell = { ...box, width: box.width - right, height: box.height - bottom };
      return { id, ...cell, turn: 0, z: 1, crops: true, words: /** @type {const} */ ("short") };
    });
  }

  /**
   * @param {readonly Shape[]} on
   * @param {Size} screen
   */
  #ratios(on, screen) {
    const key = `${on.length} ${screen.width} ${screen.height}`;
    if (this.#made.key !== key) this.#made = { key, ratios: on.map((shape) => within(ratioOf(shape))) };
    return this.#made.ratios;
  }
}

/** A panorama or a screenshot of a phone must not have a row to itself. @param {number} ratio */
function within(ratio) {
  return Math.min(2, Math.max(0.6, ratio));
}

/**
 * @param {number} ratio
 * @param {Shape} shape
 */
function misfit(ratio, shape) {
  return Math.abs(Math.log(ratio / ratioOf(shape)));
}
