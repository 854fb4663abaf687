/** Where a photo is on the big screens, in words. */

import { counted } from "../../helpers/counted.js";
import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";

/** @import { Receipt } from "../../models/receipts.js" */

const MINUTE_S = 60;
/** Unicode's isolates: a screen's name may be written in the other direction. */
const [ISOLATE, END] = ["\u2068", "\u2069"];

/** @param {Receipt | null} receipt */
export function receiptWords(receipt) {
  if (receipt === null) return "";
  if (receipt.what === "next") return word("screen-next");
  if (receipt.what === "soon") {
    return receipt.inS < MINUTE_S ? word("screen-soon") : counted("screen-in", Math.round(receipt.inS / MINUTE_S));
  }
  const values = {
    screen: `${ISOLATE}${receipt.screen}${END}`,
    time: when(receipt.at, document.documentElement.lang),
  };
  return word(`screen-${receipt.what}${receipt.screen ? "-named" : ""}`, values);
}
