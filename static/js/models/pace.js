/** How long a photo stays on the wall before the next one follows. */

/** When the show goes round, and when a photo is new and nothing else is. */
export const STAY_MS = 9_000;
export const NEW_STAY_MS = 11_000;
/** When other new ones wait: what they all together may take, as far as the least lets them. */
const NEW_STAY_SHARED_MS = 24_000;
const NEW_STAY_LEAST_MS = 2_500;
const NEW_STAY_MOST_MS = 6_000;

/**
 * Return how long `current` stays before `next` follows, in whole ms.
 * @param {{isNew: boolean} | null} current
 * @param {{isNew: boolean}} next
 * @param {number} waiting how many new ones wait behind `next`
 * @returns {number}
 */
export function stayMs(current, next, waiting) {
  if (!current) return 0;
  if (!current.isNew) return next.isNew ? 0 : STAY_MS;
  if (!next.isNew) return NEW_STAY_MS;
  const share = Math.floor(NEW_STAY_SHARED_MS / (waiting + 2));
  return Math.min(NEW_STAY_MOST_MS, Math.max(NEW_STAY_LEAST_MS, share));
}
