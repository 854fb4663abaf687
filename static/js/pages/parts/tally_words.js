/** The one sentence that says how far a guest's photos are, on every page alike. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";

/** @import { Tally } from "../../models/tally.js" */
/** @import { Why } from "../../helpers/retry_plan.js" */

/**
 * Return the sentence, "" when there is nothing to say.
 * @param {Tally} tally
 * @param {Why | null} why what those under way wait for, as far as this page knows
 */
export function wordsOfTally({ total, up, withHosts, underWay, failed, toFollow }, why = null) {
  const parts = [];
  if (underWay > 0) parts.push(word(tallyWord(total, withHosts), { up, total }));
  else if (withHosts > 0) parts.push(counted("tally-hosts", withHosts));
  else if (up > 0 && (failed > 0 || toFollow > 0)) parts.push(counted("tally-up", up));
  const isOver = document.body.dataset["partyState"] === "ended";
  if (underWay > 0 && (why === "network" || why === "full")) parts.push(word(`tally-${why}`));
  if (underWay > 0 && why === "closed") parts.push(word(isOver ? "tally-ended" : "tally-closed"));
  if (failed > 0) parts.push(counted("tally-failed", failed));
  else if (underWay === 0 && toFollow > 0) parts.push(counted("tally-follow", toFollow));
  return parts.join(" · ");
}

/**
 * @param {number} total
 * @param {number} withHosts
 */
function tallyWord(total, withHosts) {
  if (total === 1) return "tally-one";
  return withHosts > 0 ? "tally-sent" : "tally";
}
