/** Say how long something has waited, in the largest unit that fits: "40 sec", "3 min". */

const MS_PER_S = 1000;
const S_PER_MINUTE = 60;
const S_PER_HOUR = 3600;

/** @param {string} iso when it began */
export function agoWords(iso) {
  return durationWords(Math.max(0, Math.floor((Date.now() - Date.parse(iso)) / MS_PER_S)));
}

/** @param {number} seconds */
export function durationWords(seconds) {
  if (seconds >= S_PER_HOUR) return inUnits("hour", Math.floor(seconds / S_PER_HOUR));
  if (seconds >= S_PER_MINUTE) return inUnits("minute", Math.floor(seconds / S_PER_MINUTE));
  return inUnits("second", seconds);
}

/**
 * @param {string} unit
 * @param {number} count
 */
function inUnits(unit, count) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short" }).format(count);
}

/**
 * Return a page's title with how many wait before it, and how long the oldest has.
 * @param {string} title
 * @param {number} count
 * @param {string} ago empty where nothing says since when
 */
export function titled(title, count, ago) {
  if (count === 0) return title;
  return ago ? `(${count} · ${ago}) ${title}` : `(${count}) ${title}`;
}
