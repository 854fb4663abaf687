/**
 * In which order waiting photos come on: every guest before anyone again, as a pure function of what screens know.
 *
 * Each waiting guest has a place in a ring. It begins behind all that came before, and after each turn it goes to the
 * end. So nobody has two turns while another waits, and nobody is overtaken for ever, however many new guests come.
 */

/** @import { Photo } from "../types.js" */

/**
 * A place in the ring: with everything that came up to position `at`, and there behind what was not served, in the
 * order of the showings' numbers. `id` is the photo that was shown then.
 * @typedef {{at: number, isServed: 0 | 1, no: number, id: string}} Place
 */

/**
 * Return the first `most` of the photos in their order.
 * @param {Photo[]} photos
 * @param {ReadonlyMap<string, Place>} served the last turn of each
 * @param {number} newest the position of the newest photo that is known
 * @param {number} [most]
 */
export function inFairOrder(photos, served, newest, most = Infinity) {
  const places = new Map(served);
  /** @type {Map<string, Photo[]>} */
  const guests = new Map();
  for (const photo of [...photos].sort((one, other) => one.position - other.position)) {
    const mine = guests.get(turnOf(photo));
    if (mine) mine.push(photo);
    else guests.set(turnOf(photo), [photo]);
  }
  /** @type {Photo[]} */
  const order = [];
  // Behind every turn that was really taken.
  for (let no = Number.MAX_SAFE_INTEGER / 2; guests.size > 0 && order.length < most; no += 1) {
    const [turn, photo] = first(guests, places);
    order.push(photo);
    const left = guests.get(turn)?.slice(1) ?? [];
    if (left.length > 0) guests.set(turn, left);
    else guests.delete(turn);
    places.set(turn, { at: newest, isServed: 1, no, id: photo.id });
  }
  return order;
}

/**
 * Return whose turn a photo takes: a photographer's come as they come, each in a turn of its own.
 * @param {Photo} photo
 */
export function turnOf({ id, sender, by_photographer }) {
  return by_photographer ? id : sender;
}

/**
 * @param {Place} one
 * @param {Place} other
 */
export function isBefore(one, other) {
  return (one.at - other.at || one.isServed - other.isServed || one.no - other.no) < 0;
}

/**
 * @param {Map<string, Photo[]>} guests each with at least one photo
 * @param {Map<string, Place>} places
 * @returns {[string, Photo]}
 */
function first(guests, places) {
  /** @type {[string, Photo] | null} */
  let found = null;
  /** @type {Place | null} */
  let best = null;
  for (const [turn, [oldest]] of guests) {
    if (!oldest) continue;
    const place = placeOf(oldest, places.get(turn));
    if (!best || isBefore(place, best)) [found, best] = [[turn, oldest], place];
  }
  if (!found) throw new Error("nobody waits");
  return found;
}

/**
 * Where a guest is: behind the last turn, or behind all that had come before the oldest photo that waits.
 * @param {Photo} oldest
 * @param {Place | undefined} served
 * @returns {Place}
 */
function placeOf(oldest, served) {
  if (served && served.at >= oldest.position) return served;
  return { at: oldest.position, isServed: 0, no: 0, id: oldest.id };
}
