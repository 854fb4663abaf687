/** How one screen is set up in its room: where its picture lies, how large words are, and when it is dark. */

/**
 * `corners` are the insets of the picture's four corners from those of the window, across and down, in percent of its
 * size: top left, top right, bottom right, bottom left. `turn` is clockwise. Contrast, words and code are in percent,
 * `drift` in px, `picture_m` (the picture's width) and `row_m` (how far the last row is) in metres, 0 where nobody has
 * measured. Dark hours are `HH:MM` by the screen's own clock, empty for none.
 * @typedef {{turn: number, corners: number[], contrast: number, words: number, code: number, drift: number,
 *   picture_m: number, row_m: number, dark_from: string, dark_until: string}} Room
 */

/** @type {Readonly<Room>} */
export const PLAIN = Object.freeze({
  turn: 0,
  corners: [0, 0, 0, 0, 0, 0, 0, 0],
  contrast: 100,
  words: 100,
  code: 100,
  drift: 0,
  picture_m: 0,
  row_m: 0,
  dark_from: "",
  dark_until: "",
});

/** The least and the most of each number. What is asked for in metres may be 0, too. */
export const BOUNDS = Object.freeze({
  contrast: { low: 100, high: 160 },
  words: { low: 70, high: 150 },
  code: { low: 100, high: 250 },
  drift: { low: 0, high: 12 },
  picture_m: { low: 0.3, high: 30 },
  row_m: { low: 1, high: 100 },
});
export const TURNS = Object.freeze([0, 90, 180, 270]);
/** A corner goes in no further than this, in percent: the picture keeps half of the window each way. */
export const MOST_INSET = 25;
const MINUTES_OF_HOUR = 60;
/** Two rounds of different lengths: a picture comes back to where it was after 47 hours. */
const DRIFT_ROUNDS = Object.freeze({ x: 61, y: 47 });

/**
 * Read what was kept or typed; what is no such value, or out of its bounds, is as if nothing was set up.
 * @param {unknown} value
 * @returns {Room}
 */
export function readRoom(value) {
  const given = /** @type {Record<string, unknown>} */ (typeof value === "object" && value !== null ? value : {});
  /** @type {Room} */
  const room = { ...PLAIN, corners: [...PLAIN.corners] };
  if (typeof given["turn"] === "number" && TURNS.includes(given["turn"])) room.turn = given["turn"];
  if (isCorners(given["corners"])) room.corners = [...given["corners"]];
  for (const name of /** @type {(keyof typeof BOUNDS)[]} */ (Object.keys(BOUNDS))) {
    const number = given[name];
    const { low, high } = BOUNDS[name];
    if (typeof number === "number" && number >= low && number <= high) room[name] = number;
  }
  const [from, until] = [given["dark_from"], given["dark_until"]];
  if (isTime(from) && isTime(until) && from !== until) [room.dark_from, room.dark_until] = [from, until];
  return room;
}

/**
 * Return an inset within its bounds, to a tenth of a percent.
 * @param {number} inset
 */
export function boundedInset(inset) {
  return Math.round(Math.min(MOST_INSET, Math.max(0, inset)) * 10) / 10;
}

/**
 * Tell whether the screen is to be dark now. Hours may go past midnight.
 * @param {Room} room
 * @param {Date} now
 */
export function isDarkAt({ dark_from, dark_until }, now) {
  if (!dark_from || !dark_until) return false;
  const minute = now.getHours() * MINUTES_OF_HOUR + now.getMinutes();
  const [from, until] = [minuteOf(dark_from), minuteOf(dark_until)];
  return from < until ? from <= minute && minute < until : minute >= from || minute < until;
}

/**
 * Return by how many px the picture is moved in its so manieth minute: never more than `drift` either way.
 * @param {number} drift
 * @param {number} minute
 */
export function driftAt(drift, minute) {
  // Adding zero makes no -0 of a small negative number.
  const along = (/** @type {number} */ round) => Math.round(drift * Math.sin((2 * Math.PI * minute) / round)) + 0;
  return { x: along(DRIFT_ROUNDS.x), y: along(DRIFT_ROUNDS.y) };
}

/**
 * @param {unknown} value
 * @returns {value is number[]}
 */
function isCorners(value) {
  const isInset = (/** @type {unknown} */ one) => typeof one === "number" && one >= 0 && one <= MOST_INSET;
  return Array.isArray(value) && value.length === PLAIN.corners.length && value.every(isInset);
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isTime(value) {
  return typeof value === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}

/** @param {string} time */
function minuteOf(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * MINUTES_OF_HOUR + (minutes ?? 0);
}
