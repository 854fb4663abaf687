/** A chapter on the page: a heading that stays while its photos are looked at, and room for them. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { spanWords } from "./moments.js";

export class ChapterNode {
  /** @param {string} id */
  constructor(id) {
    const made = element("#chapter", HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
    if (!(made instanceof HTMLElement)) throw new Error("the chapter template is empty");
    this.id = id;
    this.element = made;
    this.element.dataset["chapter"] = id;
    this.list = element("ul", HTMLUListElement, made);
    const title = element("h2", HTMLElement, made);
    title.id = `chapter-${id}`;
    this.element.setAttribute("aria-labelledby", title.id);
  }

  get headPx() {
    return element("[data-head]", HTMLElement, this.element).offsetHeight;
  }

  /** @param {{title: string, count: number, from: string, until: string, isFirst: boolean}} of */
  tell({ title, count, from, until, isFirst }) {
    const span = spanWords(from, until);
    element("[data-title]", HTMLElement, this.element).textContent = title || span;
    element("[data-span]", HTMLElement, this.element).textContent = title ? span : "";
    element("[data-count]", HTMLElement, this.element).textContent = counted("photos", count);
    const edit = this.element.querySelector("[data-edit]");
    if (edit instanceof HTMLElement) {
      edit.setAttribute("aria-label", word("edit-chapter", { title: title || span }));
      edit.dataset["first"] = String(isFirst);
      edit.dataset["title"] = title;
    }
  }
}
