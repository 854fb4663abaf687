/** How long a photo stays on the wall before the next one follows. */

/** In the round of all photos, and for a single new photo. */
export const STAY_MS = 9_000;
export const NEW_STAY_MS = 11_000;
/** While other new ones wait: the time for all of them together, if the minimum for each allows it. */
const NEW_STAY_SHARED_MS = 24_000;
const NEW_STAY_LEAST_MS = 2_500;
const NEW_STAY_MOST_MS = 6_000;
/** A clip plays to its end. A new one makes room for other new photos after this long. */
export const CLIP_SHARED_MS = 12_000;
/** A short clip stays for a moment after its end, so that its words can be read. */
export const CLIP_LEAST_MS = 5_000;

/**
 * Return how long `current` stays before `next` follows, in whole ms. Infinity means until its clip is over.
 * A clip that failed stays as long as a photo.
 * @param {{isNew: boolean, clip: "on" | "played" | "failed" | "ahead" | null} | null} current
 * @param {{isNew: boolean}} next
 * @param {number} waiting how many new ones wait behind `next`
 * @returns {number}
 */
export function stayMs(current, next, waiting) {
  if (!current) return 0;
  if (!current.isNew && next.isNew) return 0;
  if (current.clip === "on") return next.isNew ? CLIP_SHARED_MS : Infinity;
  if (current.clip === "played") return CLIP_LEAST_MS;
  if (!current.isNew) return STAY_MS;
  if (!next.isNew) return NEW_STAY_MS;
  return turnMs(waiting);
}

/**
 * Return how long a new photo stays while this many others wait.
 * @param {number} waiting
 */
export function turnMs(waiting) {
  return Math.min(NEW_STAY_MOST_MS, Math.max(NEW_STAY_LEAST_MS, Math.floor(NEW_STAY_SHARED_MS / (waiting + 2))));
}
