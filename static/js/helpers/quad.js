/** Fits a page into four corners of a window: as a box if they form one, else in perspective. */

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{left: number, top: number, width: number, height: number, transform: string}} Place in CSS pixels; the
 *   transform is about the top left corner, "none" for a plain box
 */

const CORNERS = 4;
const QUARTER = 90;

/**
 * Return the four corners after moving each in by percents of the window, and by some px more.
 * @param {readonly number[]} insets across and down, of top left, top right, bottom right, bottom left
 * @param {{width: number, height: number}} view
 * @param {number} [more]
 * @returns {Point[]}
 */
export function cornersIn(insets, view, more = 0) {
  return Array.from({ length: CORNERS }, (_, corner) => {
    const across = ((insets[2 * corner] ?? 0) / 100) * view.width + more;
    const down = ((insets[2 * corner + 1] ?? 0) / 100) * view.height + more;
    const isRight = corner === 1 || corner === 2;
    return { x: isRight ? view.width - across : across, y: corner >= 2 ? view.height - down : down };
  });
}

/**
 * Return the size and the transform of a page so that it fills four corners, turned clockwise.
 * @param {readonly Point[]} corners
 * @param {number} turn 0, 90, 180 or 270
 * @returns {Place}
 */
export function placeIn(corners, turn) {
  const [a, b, c, d] = /** @type {[Point, Point, Point, Point]} */ (corners);
  const across = Math.round((between(a, b) + between(d, c)) / 2);
  const down = Math.round((between(a, d) + between(b, c)) / 2);
  const quarters = turn / QUARTER;
  const [width, height] = quarters % 2 === 0 ? [across, down] : [down, across];
  const isBox = a.x === d.x && b.x === c.x && a.y === b.y && c.y === d.y;
  if (isBox && turn === 0) return { left: a.x, top: a.y, width, height, transform: "none" };
  // Clockwise: the page's top left corner is at the window's top right.
  const ends = corners.map((_, index) => corners[(index + quarters) % CORNERS] ?? a);
  return { left: 0, top: 0, width, height, transform: projection(ends, width, height) };
}

/**
 * Return the CSS matrix that maps a page onto four points (Heckbert, Fundamentals of Texture Mapping, 1989, 2.2.3).
 * @param {readonly Point[]} points
 * @param {number} width
 * @param {number} height
 */
function projection(points, width, height) {
  const [p0, p1, p2, p3] = /** @type {[Point, Point, Point, Point]} */ (points);
  const [x1, y1] = [p1.x - p2.x, p1.y - p2.y];
  const [x2, y2] = [p3.x - p2.x, p3.y - p2.y];
  const [x3, y3] = [p0.x - p1.x + p2.x - p3.x, p0.y - p1.y + p2.y - p3.y];
  const whole = x1 * y2 - x2 * y1;
  const g = (x3 * y2 - x2 * y3) / whole;
  const h = (x1 * y3 - x3 * y1) / whole;
  const across = [p1.x - p0.x + g * p1.x, p1.y - p0.y + g * p1.y, 0, g].map((one) => one / width);
  const down = [p3.x - p0.x + h * p3.x, p3.y - p0.y + h * p3.y, 0, h].map((one) => one / height);
  return `matrix3d(${[...across, ...down, 0, 0, 1, 0, p0.x, p0.y, 0, 1].join(",")})`;
}

/**
 * @param {Point} one
 * @param {Point} other
 */
function between(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
