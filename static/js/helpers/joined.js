/** Two texts that were made of one at the same time, as one text with what each of them has added. */

/**
 * @param {string} before what both began with
 * @param {string} theirs
 * @param {string} ours
 */
export function joined(before, theirs, ours) {
  if (theirs === ours || ours === before) return theirs;
  if (theirs === before) return ours;
  if (before && ours.startsWith(before)) return theirs + ours.slice(before.length);
  if (before && theirs.startsWith(before)) return ours + theirs.slice(before.length);
  return `${theirs} ${ours}`.trim();
}
