/** One comment: its words, who wrote it and when, and what whoever reads it may do with it. */

import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Comment } from "../../types.js" */
/** @typedef {"change" | "delete" | "report" | "hide" | "show"} Way */

/**
 * @param {Comment} comment
 * @param {boolean} mayDecide
 * @param {(way: Way) => void} onDo
 */
export function commentRow(comment, mayDecide, onDo) {
  const copy = /** @type {DocumentFragment} */ (element("#comment-row", HTMLTemplateElement).content.cloneNode(true));
  const row = element(".comments__one", HTMLElement, copy);
  const time = element("time", HTMLTimeElement, row);
  const state = element("[data-state]", HTMLElement, row);
  row.dataset["state"] = comment.state;
  element("[data-text]", HTMLElement, row).textContent = comment.text;
  element("[data-author]", HTMLElement, row).textContent = comment.author || word("comment-nameless");
  element("[data-host]", HTMLElement, row).hidden = !comment.by_host;
  time.dateTime = comment.created_at;
  time.textContent = when(comment.created_at, document.documentElement.lang);
  state.textContent = [comment.edited ? word("comment-edited") : "", comment.state === "shown" ? "" : word(`comment-${comment.state}`)].filter(Boolean).join(" · ");
  const ways = element("[data-ways]", HTMLElement, row);
  for (const way of waysOf(comment, mayDecide)) ways.append(button(way, comment, onDo));
  return row;
}

/**
 * @param {Comment} comment
 * @param {boolean} mayDecide
 * @returns {Way[]}
 */
export function waysOf({ mine, state }, mayDecide) {
  if (mine && state !== "hidden") return ["change", "delete"];
  if (!mayDecide) return ["report"];
  return [...(state === "hidden" ? [] : /** @type {Way[]} */ (["hide"])), ...(state === "shown" ? [] : /** @type {Way[]} */ (["show"])), "delete"];
}

/**
 * @param {Way} way
 * @param {Comment} comment
 * @param {(way: Way) => void} onDo
 */
function button(way, comment, onDo) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "comments__way";
  made.textContent = word(`comment-do-${way}`);
  made.setAttribute("aria-label", word(`comment-do-${way}`) + ": " + comment.text);
  made.addEventListener("click", () => onDo(way));
  return made;
}
