/** When a wall that has run for long builds itself anew: after a day, or when its memory has grown. */

const DAY_MS = 24 * 3_600_000;
/** Not all screens of a party in one minute. */
const SPREAD_MS = 3_600_000;
/** No wall needs so much; a page that comes to it leaks. */
const MOST_MB = 400;
/** Memory that is high again at once is no leak, and building anew does not help. */
const LEAST_MS = 30 * 60_000;

/**
 * @param {{ageMs: number, memoryMb: number, chance: number}} page how long it has run, its memory where the browser
 *   tells it, else 0, and a number from 0 to 1 of its own
 */
export function isRebuildDue({ ageMs, memoryMb, chance }) {
  if (ageMs < LEAST_MS) return false;
  return memoryMb > MOST_MB || ageMs > DAY_MS + chance * SPREAD_MS;
}
