/** Format times as people say them. */

const DAY_MS = 24 * 3600 * 1000;

/**
 * Return the clock time, with the weekday if it is not today, or with the date if it is a week away.
 * @param {string} iso
 * @param {string} language the page's
 * @param {Date} [now]
 * @param {readonly string[]} [preferred] the reader's: British and American English write times differently
 */
export function when(iso, language, now = new Date(), preferred = navigator.languages) {
  const moment = new Date(iso);
  const locale = preferred.find((one) => one.split("-")[0] === language) ?? language;
  /** @type {Intl.DateTimeFormatOptions} */
  const time = { hour: "numeric", minute: "2-digit" };
  if (moment.toDateString() === now.toDateString()) {
    return new Intl.DateTimeFormat(locale, time).format(moment);
  }
  /** @type {Intl.DateTimeFormatOptions} */
  const day =
    Math.abs(now.getTime() - moment.getTime()) < 6 * DAY_MS
      ? { weekday: "long" }
      : { day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(locale, { ...day, ...time }).format(moment);
}
