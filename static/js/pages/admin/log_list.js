/** The log as sentences, each with its time, its photo, and an undo if there is one. */

import { beforeWord, changeWord, undoOf, whyOf } from "../../helpers/change_words.js";
import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { hostPicture } from "./host_picture.js";

/** @import { Change } from "../../helpers/change_words.js" */

/**
 * What a button does: to a photo, with the number of an edit, or to a guest.
 * @typedef {{hide: (id: string) => void, restore: (id: string) => void, rewrite: (no: number) => Promise<boolean>,
 *   picture: (id: string) => Promise<boolean>, free: (guest: string) => Promise<boolean>, stack: (id: string) => Promise<boolean>, collection: (no: number) => Promise<boolean>,
 *   comment: (what: "show" | "hide", id: string) => Promise<boolean>}} On
 */

/** A deleted photo has no picture, and a very new one may have none yet. */
const WITH_PICTURE = new Set(["shown", "hidden", "waiting"]);

/**
 * Show `changes` in `list`, newest first; `on` does what a button offers.
 * @param {HTMLElement} list
 * @param {readonly Change[]} changes
 * @param {On} on
 */
export function showLog(list, changes, on) {
  const known = new Map([...list.children].map((item) => [item.getAttribute("data-key"), item]));
  // Keep unchanged entries: their pictures need not load again, and their buttons stay under the finger.
  list.replaceChildren(...changes.map((change) => known.get(keyOf(change)) ?? entry(list, change, on)));
}

/**
 * Return whose role has changed.
 * @param {Change} change
 */
function nameIn({ kind, detail }) {
  return kind === "members" ? detail.slice(detail.indexOf(":") + 1) : "";
}

/** @param {Change} change */
function keyOf({ no, author, photo_state, comment = null, is_overtaken = false }) {
  return `${no} ${photo_state} ${is_overtaken} ${author} ${comment?.state} ${comment?.text}`;
}

/**
 * @param {HTMLElement} list
 * @param {Change} change
 * @param {On} on
 */
function entry(list, change, on) {
  const copy = element("#log-entry", HTMLTemplateElement).content.cloneNode(true);
  const item = element(".log__entry", HTMLElement, /** @type {DocumentFragment} */ (copy));
  const link = element(".log__picture", HTMLAnchorElement, item);
  const image = element("img", HTMLImageElement, item);
  const undo = element(".log__undo", HTMLButtonElement, item);
  const time = element("time", HTMLTimeElement, item);
  const photo = WITH_PICTURE.has(change.photo_state) ? change.photo : null;
  item.dataset["change"] = String(change.no);
  item.dataset["key"] = keyOf(change);
  const sentence = word(changeWord(change), { who: change.comment ? change.comment.author || word("log-somebody") : change.author, by: actorName(change), detail: change.detail, name: nameIn(change) });
  element(".log__words", HTMLElement, item).textContent = sentence;
  const before = element(".log__before", HTMLElement, item);
  const wordsBefore = beforeWord(change);
  before.hidden = wordsBefore === null;
  if (wordsBefore) {
    before.textContent = word(wordsBefore, {
      caption: change.words_before?.caption ?? "",
      who: change.words_before?.author ?? "",
    });
  }
  const why = whyOf(change);
  if (why) {
    before.hidden = false;
    before.textContent = word("log-why", { words: why });
  }
  if (change.comment) {
    before.hidden = false;
    before.textContent = word("log-comment", { text: change.comment.text, who: change.comment.author || word("log-somebody") });
  }
  time.dateTime = change.at;
  time.textContent = when(change.at, document.documentElement.lang);
  link.hidden = photo === null;
  if (photo) {
    image.src = hostPicture(photo);
    link.href = `${hostPicture(photo)}?large=1`;
    link.setAttribute("aria-label", word("log-open", { what: sentence }));
  }
  const way = undoOf(change);
  // A helper may not change pictures, stacks or collections, and the log gives a helper no words.
  const isOfHosts = way === "picture" || way === "stack" || way === "collection";
  const isTheirs = !isOfHosts || list.hasAttribute("data-edits");
  const isOfPhoto = way === "hide" || way === "restore" || way === "rewrite" || way === "picture" || way === "stack";
  undo.hidden = way === null || !isTheirs || (photo === null && isOfPhoto);
  if (!way || undo.hidden) return item;
  undo.textContent = word(`log-undo-${way}`);
  undo.addEventListener("click", async () => {
    undo.disabled = true;
    if (way === "rewrite") undo.disabled = await on.rewrite(change.no);
    else if (way === "picture" && photo) undo.disabled = await on.picture(photo);
    else if (way === "stack" && photo) undo.disabled = await on.stack(photo);
    else if (way === "collection") undo.disabled = await on.collection(change.no);
    else if (way === "free") undo.disabled = await on.free(change.detail.split(":")[1] ?? "");
    else if (way === "hide-comment" || way === "show-comment") undo.disabled = await on.comment(way === "hide-comment" ? "hide" : "show", change.detail);
    else if (photo && (way === "hide" || way === "restore")) on[way](photo);
  });
  return item;
}

/** Name who did it: a helper by the name they gave, a program as what it is. @param {Change} change */
function actorName({ by, by_name = "" }) {
  return by === "program" ? word("log-program", { name: by_name }) : by_name;
}
