/** The short tag of a photo on the wall, which people can read out. app/screens/tags.py makes the same. */

const LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
const DIGITS = "123456789";

/**
 * @param {number} position
 * @returns {string} a letter and a digit, such as `A7`
 */
export function tagOf(position) {
  const letter = LETTERS[Math.floor(position / DIGITS.length) % LETTERS.length] ?? "";
  return letter + (DIGITS[position % DIGITS.length] ?? "");
}
