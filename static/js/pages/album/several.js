/** One thing done to many photos, as few as the server takes at a time; what failed is left out of the answer. */

import { ask, Refused } from "../../helpers/http.js";

/** @import { ChangedPhotos } from "../../types.js" */

/** As many as the server changes with one request. */
const AT_ONCE = 20;

/**
 * Return the ids of those that were changed. Throws when none could be.
 * @param {"hide" | "restore" | "turn_left" | "turn_right"} what
 * @param {readonly string[]} ids
 */
export async function severally(what, ids) {
  const changed = [];
  for (let begin = 0; begin < ids.length; begin += AT_ONCE) {
    const photos = ids.slice(begin, begin + AT_ONCE);
    const answer = /** @type {ChangedPhotos} */ (await ask("/api/admin/photos", { method: "POST", json: { do: what, photos } }));
    changed.push(...answer.photos.map(({ id }) => id));
  }
  return changed;
}

/**
 * Give photos a tag; return those that have it now. Throws when none could get it.
 * @param {string} tag
 * @param {readonly string[]} ids
 */
export function tagAll(tag, ids) {
  return each("POST", tag, ids);
}

/**
 * Take a tag from photos.
 * @param {string} tag
 * @param {readonly string[]} ids
 */
export function untagAll(tag, ids) {
  return each("DELETE", tag, ids);
}

/**
 * @param {"POST" | "DELETE"} method
 * @param {string} tag
 * @param {readonly string[]} ids
 */
async function each(method, tag, ids) {
  const done = [];
  let refusal = null;
  for (const id of ids) {
    try {
      await ask(`/api/photos/${id}/tags`, { method, json: { tag } });
      done.push(id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusal = error;
    }
  }
  if (refusal && done.length === 0) throw refusal;
  return done;
}
