/** Consecutive photos of the album: at first only their shapes, later the photos themselves. */

/** @import { Photo } from "../types.js" */

/** As app/albums/outline.py says, and rows.js. */
const SHAPES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NARROWEST = 0.75;
const WIDEST = 1.5;

let made = 0;

/** One place in the album. It has its own `key` even before its photo is loaded. */
export class Item {
  /**
   * @param {number} ratio
   * @param {Photo | null} photo
   */
  constructor(ratio, photo = null) {
    made += 1;
    this.key = String(made);
    this.ratio = ratio;
    this.photo = photo;
  }
}

export class Stretch {
  isFilled = false;
  isOnItsWay = false;

  /**
   * @param {string} at when its first photo happened
   * @param {number} no that photo's position
   * @param {string} shapes
   */
  constructor(at, no, shapes) {
    this.at = at;
    this.no = no;
    this.items = Array.from(shapes, (shape) => new Item(ratioIn(shape)));
  }

  get key() {
    return `${this.at} ${this.no}`;
  }
}

/**
 * Return all places of a chapter, in order.
 * @param {{stretches: readonly Stretch[]}} chapter
 */
export function itemsOf({ stretches }) {
  return stretches.flatMap((stretch) => stretch.items);
}

/** @param {string} shape */
function ratioIn(shape) {
  return NARROWEST + (Math.max(0, SHAPES.indexOf(shape)) / (SHAPES.length - 1)) * (WIDEST - NARROWEST);
}

/**
 * Return a photo's aspect ratio in its row, by the same bounds as in the outline.
 * @param {Photo} photo
 */
export function ratioOf({ width, height }) {
  return Math.min(WIDEST, Math.max(NARROWEST, height > 0 ? width / height : 1));
}

/**
 * Tell whether one photo comes after another in the album.
 * @param {Photo} one
 * @param {Photo} other
 */
export function laterThan(one, other) {
  if (one.happened_at !== other.happened_at) return one.happened_at > other.happened_at;
  return one.position > other.position;
}
