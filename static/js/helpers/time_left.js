/** How a countdown is written: days while there are two or more, then hours, minutes and seconds. */

const S = 1000;
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/**
 * Return whole days, or a clock such as 1:02:03 or 12:34. A past moment gives 0:00.
 * @param {number} ms
 * @returns {{days: number, clock: string}} `days` is 0 where the clock says it
 */
export function timeLeft(ms) {
  const seconds = Math.max(0, Math.ceil(ms / S));
  if (seconds >= 2 * DAY_S) return { days: Math.floor(seconds / DAY_S), clock: "" };
  const hours = Math.floor(seconds / HOUR_S);
  const minutes = Math.floor((seconds % HOUR_S) / MINUTE_S);
  const rest = String(seconds % MINUTE_S).padStart(2, "0");
  return { days: 0, clock: hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}` };
}
