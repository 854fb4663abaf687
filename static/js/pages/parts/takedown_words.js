/** From how many screens a photo is gone, in words. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";

/** @import { Proof } from "../../models/takedown.js" */

/** Unicode's isolates: a screen's name may be written in the other direction. */
const [ISOLATE, END] = ["\u2068", "\u2069"];

/**
 * @param {Proof} proof
 * @param {boolean} isOver whether no more is waited for
 */
export function takedownWords({ screens, gone, missing }, isOver) {
  if (missing.length === 0) return counted("gone-from-all", screens);
  const part = word("gone-from", { gone, screens });
  if (!isOver) return part;
  const names = missing.map(({ name, number }) => (name ? `${ISOLATE}${name}${END}` : word("screen-number", { number })));
  return `${part} ${word("gone-missing", { screens: new Intl.ListFormat(document.documentElement.lang).format(names) })}`;
}
