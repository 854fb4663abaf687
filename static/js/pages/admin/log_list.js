/** What happened, as sentences with their time. */

import { changeWord } from "../../helpers/change_words.js";
import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";

/** @import { Change } from "../../helpers/change_words.js" */

/**
 * Show `changes` in `list`, newest first.
 * @param {HTMLElement} list
 * @param {readonly Change[]} changes
 */
export function showLog(list, changes) {
  list.replaceChildren(...changes.map(entry));
}

/** @param {Change} change */
function entry(change) {
  const item = document.createElement("li");
  item.className = "log__entry";
  item.dataset["change"] = String(change.no);
  const sentence = document.createElement("span");
  sentence.dir = "auto";
  sentence.textContent = word(changeWord(change), { who: change.author, detail: change.detail });
  const time = document.createElement("time");
  time.className = "log__time";
  time.dateTime = change.at;
  time.textContent = when(change.at, document.documentElement.lang);
  item.append(sentence, time);
  return item;
}
