/** When something in the album happened, in words of the reader: always with the day, whose night it is. */

/** @returns {{locale: string, timeZone: string}} */
function here() {
  const language = document.documentElement.lang;
  const locale = navigator.languages.find((one) => one.split("-")[0] === language) ?? language;
  return { locale, timeZone: document.querySelector("main")?.dataset["timeZone"] ?? "UTC" };
}

/** @param {Intl.DateTimeFormatOptions} options */
function format(options) {
  const { locale, timeZone } = here();
  return new Intl.DateTimeFormat(locale, { ...options, timeZone });
}

/**
 * Return the clock time at the party, with its weekday.
 * @param {string} iso
 */
export function momentWords(iso) {
  return format({ weekday: "short", hour: "numeric", minute: "2-digit" }).format(new Date(iso));
}

/**
 * Return from when until when something was; the day stands once where it is one.
 * @param {string} from
 * @param {string} until
 */
export function spanWords(from, until) {
  const options = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
  return format(options).formatRange(new Date(from), new Date(until < from ? from : until));
}
