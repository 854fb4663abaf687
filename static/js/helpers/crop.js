/** Chooses the visible part of a photo that fills a box: heads, or else the upper third, stay in view. */

/** @import { Face } from "../types.js" */

/** The height at which eyes usually are, in the picture and so also in the crop. */
const UPPER = 1 / 3;
const MIDDLE = 1 / 2;
/** The margin around heads, if there is room, as a share of the picture. */
const ROOM = 0.03;
/** A crop caused only by rounding to whole pixels is invisible. */
const NEARLY_ALL = 0.998;

/**
 * Return where a photo lies in a box that it fills, as CSS's `object-position` counts (0 is the left or upper end, 1
 * the other); null when one of the heads would be cut, so that the photo is better shown whole.
 * @param {{width: number, height: number, faces?: readonly Face[]}} photo
 * @param {{width: number, height: number}} box
 * @returns {{x: number, y: number} | null}
 */
export function cropOf({ width, height, faces = [] }, box) {
  const ratio = width / height / (box.width / box.height);
  const across = part(faces.map((face) => [face.x, face.x + face.width]), Math.min(1, 1 / ratio), MIDDLE);
  const down = part(faces.map((face) => [face.y, face.y + face.height]), Math.min(1, ratio), UPPER);
  return across === null || down === null ? null : { x: across, y: down };
}

/**
 * Return the heads in fractions of the box that a photo fills with this position.
 * @param {{width: number, height: number, faces?: readonly Face[]}} photo
 * @param {{width: number, height: number}} box
 * @param {{x: number, y: number}} at
 * @returns {Face[]}
 */
export function facesIn({ width, height, faces = [] }, box, at) {
  const ratio = width / height / (box.width / box.height);
  const [wide, high] = [Math.min(1, 1 / ratio), Math.min(1, ratio)];
  return faces.map((face) => ({
    x: (face.x - at.x * (1 - wide)) / wide,
    y: (face.y - at.y * (1 - high)) / high,
    width: face.width / wide,
    height: face.height / high,
  }));
}

/**
 * Return the point that a photo is enlarged around and stays in view with all heads, as CSS's `transform-origin`
 * counts; null when there is none.
 * @param {readonly Face[]} faces
 * @param {number} times how many times as large it becomes, in a box that it fills
 */
export function zoomOf(faces, times) {
  const x = part(faces.map((face) => [face.x, face.x + face.width]), 1 / times, MIDDLE);
  const y = part(faces.map((face) => [face.y, face.y + face.height]), 1 / times, MIDDLE);
  return x === null || y === null ? null : { x, y };
}

/**
 * @param {number[][]} spans where heads begin and end
 * @param {number} seen how much of the picture is seen
 * @param {number} wanted where the crop lies when nothing else counts
 */
function part(spans, seen, wanted) {
  const hidden = 1 - seen;
  if (seen >= NEARLY_ALL) return wanted;
  if (spans.length === 0) return wanted;
  const begin = Math.min(...spans.map(([from = 0]) => from));
  const end = Math.max(...spans.map(([, to = 1]) => to));
  if (end - begin > seen) return null;
  const room = Math.min(ROOM, (seen - (end - begin)) / 2);
  const start = Math.min(Math.max(wanted * hidden, end + room - seen), begin - room);
  return Math.min(1, Math.max(0, start / hidden));
}
