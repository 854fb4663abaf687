import { cropOf } from "../../helpers/crop.js";
import { rendition } from "../../helpers/photo.js";

/** @import { Face, Photo } from "../../types.js" */

/**
 * Where the photos of a board lie. A layout is pure: it decides which photos are on, and where.
 *
 * @typedef {{id: string, width: number, height: number, faces?: readonly Face[]}} Shape a photo's size in pixels, of
 *   which the ratio counts, and where heads are in it
 * @typedef {{width: number, height: number, corner?: {width: number, height: number}}} Size in CSS pixels, and how much of
 *   its lower corner the QR code has
 * @typedef {{id: string, x: number, y: number, width: number, height: number, turn: number, z: number,
 *   crops: boolean, at?: {x: number, y: number}, words: "full" | "short" | "none"}} Cell its box, its turn in degrees, what lies above what,
 *   whether the photo fills the box by being cropped and `at` which of its parts (`cropped` says), and how many words it
 *   has room for
 *
 * `count` is how many photos are on when there are enough. `place` puts one more on (`since` tells when each came on);
 * `partner` says which photo goes on beside those that come on now, if any. `cells` lays out what is on.
 * @typedef {{name: string, stayMs: number, count: (screen: Size, known: number) => number,
 *   place: (on: readonly Shape[], shape: Shape, screen: Size, since: (id: string) => number) => Shape[],
 *   partner: (now: readonly Shape[], screen: Size) => ((other: Shape) => boolean) | null,
 *   cells: (on: readonly Shape[], screen: Size) => Cell[]}} Layout
 */

/**
 * The shape of what the wall shows of a photo.
 * @param {Photo} photo
 * @returns {Shape}
 */
export function shapeOf(photo) {
  const { width, height } = rendition(photo, "wall") ?? photo;
  return { id: photo.id, width, height, faces: photo.faces };
}

/**
 * Say of cells whose photos fill them which part is seen, and show those whole of which a head would be cut.
 * @param {Cell[]} cells
 * @param {readonly Shape[]} on
 * @returns {Cell[]}
 */
export function cropped(cells, on) {
  return cells.map((cell) => {
    const shape = on.find(({ id }) => id === cell.id);
    if (!cell.crops || !shape) return cell;
    const at = cropOf(shape, cell);
    return at ? { ...cell, at } : { ...cell, crops: false };
  });
}

/** @param {Size} screen */
export function cornerOf({ corner = { width: 0, height: 0 } }) {
  return corner;
}

/** @param {Shape} shape */
export function ratioOf({ width, height }) {
  return width > 0 && height > 0 ? width / height : 1;
}

/**
 * Return the largest box of a ratio inside another, in its middle.
 * @param {number} ratio
 * @param {{x: number, y: number, width: number, height: number}} box
 */
export function inside(ratio, box) {
  const width = Math.min(box.width, box.height * ratio);
  const height = width / ratio;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}

/**
 * Return a number from 0 to 1 that is always the same for an id: what looks thrown must not jump.
 * @param {string} id
 * @param {number} salt
 */
export function chance(id, salt) {
  // FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/).
  let hash = 2166136261 ^ salt;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  }
  // Its high bits vary little for short ids: mixed once more.
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
}
