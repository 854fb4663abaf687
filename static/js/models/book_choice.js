/** What a host chooses for the book: each function returns the choice that is to be kept instead. Knows no HTML. */

/**
 * @typedef {{format: string, bleed: boolean, cover: string, left_out: string[], moved: string[][]}} Choice
 */

/**
 * @param {Choice} choice
 * @param {string} photo
 * @returns {Choice}
 */
export function leaveOut(choice, photo) {
  return {
    ...choice,
    cover: choice.cover === photo ? "" : choice.cover,
    left_out: [...choice.left_out.filter((id) => id !== photo), photo],
    moved: choice.moved.filter(([id]) => id !== photo),
  };
}

/**
 * @param {Choice} choice
 * @param {string} photo
 * @returns {Choice}
 */
export function putBack(choice, photo) {
  return { ...choice, left_out: choice.left_out.filter((id) => id !== photo) };
}

/**
 * Move a photo one place to the front or to the back. Returns the same choice where it cannot go further.
 * @param {Choice} choice
 * @param {string[]} order
 * @param {string} photo
 * @param {1 | -1} step
 * @returns {Choice}
 */
export function move(choice, order, photo, step) {
  const place = order.indexOf(photo);
  const next = place + step;
  if (place < 0 || next < 0 || next >= order.length) return choice;
  const after = (step > 0 ? order[next] : order[next - 1]) ?? "";
  return { ...choice, moved: [...choice.moved.filter(([id]) => id !== photo), [photo, after]] };
}
