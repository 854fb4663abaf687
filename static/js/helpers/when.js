/** Say when something happened, as people say it. */

const DAY_MS = 24 * 3600 * 1000;

/**
 * Return the clock time; with the weekday when it was not today, with the date when it is a week ago.
 * @param {string} iso
 * @param {string} language
 * @param {Date} [now]
 */
export function when(iso, language, now = new Date()) {
  const moment = new Date(iso);
  /** @type {Intl.DateTimeFormatOptions} */
  const time = { hour: "numeric", minute: "2-digit" };
  if (moment.toDateString() === now.toDateString()) {
    return new Intl.DateTimeFormat(language, time).format(moment);
  }
  /** @type {Intl.DateTimeFormatOptions} */
  const day =
    now.getTime() - moment.getTime() < 6 * DAY_MS
      ? { weekday: "long" }
      : { day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(language, { ...day, ...time }).format(moment);
}
