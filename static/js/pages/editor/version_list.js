/** The versions of a picture: who made each and when, to compare with the current one and to go back to. */

import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { draw } from "./drawing.js";

/** @import { Source } from "./drawing.js" */
/** @import { Version, Versions } from "../../types.js" */

const THUMB_PX = 144;

export class VersionList {
  #list;
  #row;
  #onBeside;
  #onBack;

  /**
   * @param {HTMLElement} dialog
   * @param {{onBeside: (version: Version | null) => void, onBack: (version: Version) => void}} options
   */
  constructor(dialog, { onBeside, onBack }) {
    this.#list = element("[data-editor-versions]", HTMLElement, dialog);
    this.#row = element("[data-editor-version]", HTMLTemplateElement, dialog);
    this.#onBeside = onBeside;
    this.#onBack = onBack;
  }

  /**
   * @param {Source} source
   * @param {Versions} told
   */
  show(source, { versions, current }) {
    this.#list.replaceChildren(...[...versions].reverse().map((version) => this.#node(source, version, current)));
  }

  /**
   * @param {Source} source
   * @param {Version} version
   * @param {number} current
   */
  #node(source, version, current) {
    const copy = /** @type {DocumentFragment} */ (this.#row.content.cloneNode(true));
    const node = element("li", HTMLLIElement, copy);
    draw(element("canvas", HTMLCanvasElement, node), source, version.edit, { width: THUMB_PX, height: THUMB_PX, isCropped: true });
    element("[data-who]", HTMLElement, node).textContent = whoWords(version, current);
    const time = element("[data-when]", HTMLTimeElement, node);
    time.dateTime = version.at;
    time.textContent = when(version.at, document.documentElement.lang);
    const beside = element("[data-beside]", HTMLButtonElement, node);
    beside.addEventListener("click", () => {
      const isOn = beside.getAttribute("aria-pressed") !== "true";
      for (const other of this.#list.querySelectorAll("[data-beside]")) other.setAttribute("aria-pressed", "false");
      beside.setAttribute("aria-pressed", String(isOn));
      this.#onBeside(isOn ? version : null);
    });
    element("[data-back]", HTMLButtonElement, node).addEventListener("click", () => this.#onBack(version));
    return node;
  }
}

/**
 * @param {Version} version
 * @param {number} current
 */
export function whoWords({ no, by, by_name, waits }, current) {
  const who = no === 0 ? word("editor-first") : by_name ? word("editor-by", { name: by_name }) : word(by === "host" ? "editor-by-host" : "editor-by-guest");
  if (waits) return `${who} · ${word("editor-waiting")}`;
  return no === current ? `${who} · ${word("editor-current")}` : who;
}
