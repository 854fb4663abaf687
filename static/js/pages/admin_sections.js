/**
 * The sections of the host's house: one is in sight, the address says which, and what nobody sees asks nothing.
 * A script of its own, so that a tap on a section does not wait for all the others.
 */

import { element } from "./parts/element.js";

const PREFIX = "section-";

class Sections {
  #desk = element("#desk", HTMLElement);
  #sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".house__section")]);
  #ways = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".house__way")]);
  /** @type {HTMLElement | null} */
  #seen = null;
  /** Whether a part was unfolded when its section was left. @type {Map<HTMLDetailsElement, boolean>} */
  #wasOpen = new Map();

  constructor() {
    window.addEventListener("hashchange", () => this.#follow());
    this.#follow();
  }

  /**
   * Bring a part of the page into sight, and unfold it.
   * @param {HTMLElement} part
   */
  show(part) {
    const section = this.#sections.find((one) => one.contains(part));
    if (!section) return;
    if (section !== this.#seen) this.#enter(section);
    if (part === section) {
      window.scrollTo(0, 0);
      return;
    }
    const fold = part.closest("details");
    if (fold) fold.open = true;
    part.scrollIntoView({ block: "start" });
  }

  #follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    const part = (id && document.getElementById(id)) || this.#sections[0];
    if (part) this.show(part);
  }

  /** @param {HTMLElement} section */
  #enter(section) {
    if (this.#seen) this.#leave(this.#seen);
    this.#seen = section;
    this.#desk.dataset["section"] = section.id.slice(PREFIX.length);
    for (const part of folds(section)) part.open = this.#wasOpen.get(part) ?? (part.open || "unfolded" in part.dataset);
    for (const way of this.#ways) {
      if (way.hash === `#${section.id}`) way.setAttribute("aria-current", "page");
      else way.removeAttribute("aria-current");
    }
  }

  /** Fold what is open, so that it asks the server no more. @param {HTMLElement} section */
  #leave(section) {
    for (const part of folds(section)) {
      this.#wasOpen.set(part, part.open);
      part.open = false;
    }
  }
}

/** @param {HTMLElement} section */
function folds(section) {
  return /** @type {NodeListOf<HTMLDetailsElement>} */ (section.querySelectorAll(":scope > .fold:not([hidden])"));
}

new Sections();
