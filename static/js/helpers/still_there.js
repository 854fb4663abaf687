/** Asks whether photos that are on may stay there, where the newest photos do not tell. */

/** @import { Photo } from "../types.js" */

/**
 * Return those of the photos that are not among the newest and that the server still has; one that was taken down
 * meanwhile is none of them.
 * @param {readonly string[]} ids
 * @param {readonly Photo[]} newest
 * @param {(id: string) => Promise<Photo | undefined>} fetchPhoto
 */
export async function stillThere(ids, newest, fetchPhoto) {
  const known = new Set(newest.map(({ id }) => id));
  const found = await Promise.all([...new Set(ids)].filter((id) => !known.has(id)).map((id) => fetchPhoto(id)));
  return found.filter((photo) => photo !== undefined);
}
