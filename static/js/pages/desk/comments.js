/** Comments that wait, or that guests have reported: their words, and what is to become of them. */

import { counted } from "../../helpers/counted.js";
import { rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { WaitingComment } from "../../types.js" */

export class CommentsList {
  #section = element("#waiting-comments", HTMLElement);
  #list = element("#waiting-comments-list", HTMLElement);
  #row = element("#new-words-row", HTMLTemplateElement);
  #onDecide;
  /** What the list shows: a button that is rebuilt under a finger is missed. */
  #shown = "";

  /** @param {(what: "show" | "hide", comment: WaitingComment) => void} onDecide */
  constructor(onDecide) {
    this.#onDecide = onDecide;
  }

  /** @param {readonly WaitingComment[]} comments */
  show(comments) {
    const shown = JSON.stringify(comments.map(({ comment }) => [comment.id, comment.text, comment.reports]));
    this.#section.hidden = comments.length === 0;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.replaceChildren(...comments.map((one) => this.#node(one)));
  }

  /** @param {WaitingComment} waiting */
  #node(waiting) {
    const { comment, photo } = waiting;
    const copy = /** @type {DocumentFragment} */ (this.#row.content.cloneNode(true));
    const node = element(".new-words__one", HTMLElement, copy);
    element("img", HTMLImageElement, node).src = rendition(photo, "thumb")?.url ?? "";
    element("[data-old]", HTMLElement, node).textContent = [comment.author || word("somebody"), whyOf(waiting)].join(" · ");
    element("[data-new]", HTMLElement, node).textContent = comment.text;
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (node.querySelectorAll("[data-words-do]"))) {
      const what = button.dataset["wordsDo"] === "approve" ? "show" : "hide";
      button.addEventListener("click", () => this.#onDecide(what, waiting));
    }
    return node;
  }
}

/** @param {WaitingComment} waiting */
function whyOf({ comment }) {
  const reports = Object.entries(comment.reports);
  if (reports.length === 0) return word(`why-${comment.reason || "approval"}`);
  const isOn = comment.state === "shown" ? [word("still-shown")] : [];
  return [...isOn, ...reports.map(([why, count]) => counted(`report-${why}`, count))].join(" · ");
}
