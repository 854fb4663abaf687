/** The key that identifies a photo, however often it is sent. */

const KEY_BYTES = 16;

/**
 * Return 128 random bits in hex. `crypto.randomUUID` would do, but plain HTTP on a LAN does not have it.
 * @returns {string}
 */
export function newPhotoKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The server knows a greeting by how its key begins (CARD_KEY in records/photo.py). */
const CARD = "card-";

/** @param {string} key */
export function cardKey(key) {
  return CARD + key;
}

/** @param {string} key */
export function isCardKey(key) {
  return key.startsWith(CARD);
}
