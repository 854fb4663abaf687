/** The screens on the host's page: each with a small picture of what it shows and what can be done with it. */

import { counted } from "../../helpers/counted.js";
import { NOTHING } from "../../helpers/free_image.js";
import { rendition } from "../../helpers/photo.js";
import { placeholderUrl } from "../../helpers/placeholder.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { RoomSaid, Screen } from "../../types.js" */

/** People notice this many dropped frames in a minute. */
const MANY_DROPPED = 120;
/** With a larger error, the machine's clock visibly shows wrong times. */
const CLOCK_OFF_MS = 30_000;

export class ScreenCards {
  #list;
  #onWay;
  #onRename;
  /** @type {Map<string, HTMLElement>} */
  #cards = new Map();

  /**
   * @param {{list: HTMLElement, onWay: (id: string, way: string) => void,
   *   onRename: (id: string, name: string) => void}} options
   */
  constructor({ list, onWay, onRename }) {
    this.#list = list;
    this.#onWay = onWay;
    this.#onRename = onRename;
  }

  /** @param {Screen[]} screens */
  show(screens) {
    const wanted = new Set(screens.map(({ id }) => id));
    for (const [id, card] of this.#cards) {
      if (wanted.has(id)) continue;
      card.remove();
      this.#cards.delete(id);
    }
    for (const screen of screens) {
      const card = this.#cards.get(screen.id) ?? this.#made(screen);
      this.#write(card, screen);
    }
  }

  /** @param {Screen} screen */
  #made({ id }) {
    const copy = /** @type {DocumentFragment} */ (element("#screen", HTMLTemplateElement).content.cloneNode(true));
    const card = element(".screen", HTMLElement, copy);
    for (const button of card.querySelectorAll("[data-way]")) {
      button.addEventListener("click", () => this.#onWay(id, /** @type {HTMLElement} */ (button).dataset["way"] ?? ""));
    }
    const form = element(".screen__rename", HTMLFormElement, card);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#onRename(id, element("input", HTMLInputElement, form).value.trim());
      open(false);
    });
    const more = element(".screen__more", HTMLButtonElement, card);
    const ways = element(".screen__ways", HTMLElement, card);
    const open = (/** @type {boolean} */ isOpen) => {
      ways.hidden = !isOpen;
      more.setAttribute("aria-expanded", String(isOpen));
    };
    more.addEventListener("click", () => open(Boolean(ways.hidden)));
    card.dataset["screen"] = id;
    this.#cards.set(id, card);
    this.#list.append(card);
    return card;
  }

  /**
   * @param {HTMLElement} card
   * @param {Screen} screen
   */
  #write(card, screen) {
    const { number, name, health, shows } = screen;
    const image = element(".screen__picture", HTMLImageElement, card);
    const placeholder = shows ? placeholderUrl(shows.placeholder) : "";
    const source = (shows && rendition(shows, "thumb")?.url) || placeholder || NOTHING;
    if (image.getAttribute("src") !== source) image.setAttribute("src", source);
    image.alt = shows ? word("screen-shows", { who: shows.author || word("somebody") }) : word("screen-shows-none");
    card.dataset["health"] = health;
    element("strong", HTMLElement, card).textContent = name || word("screen-number", { number: String(number) });
    element(".screen__health", HTMLElement, card).textContent = word(`screen-${health}`);
    element(".screen__what", HTMLElement, card).textContent = whatOf(screen).join(" · ");
  }
}

/**
 * Return what is worth knowing of a screen, the worst last.
 * @param {Screen} screen
 */
function whatOf({ width, height, browser, waiting = 0, failed = 0, dropped = 0, clock_ms = 0, room }) {
  const what = width && height ? [`${width} × ${height}`] : [];
  if (browser) what.push(browser);
  if (room) what.push(...roomOf(room));
  if (waiting > 0) what.push(counted("screen-waiting", waiting));
  if (failed > 0) what.push(counted("screen-failed", failed));
  if (dropped > MANY_DROPPED) what.push(word("screen-slow"));
  if (Math.abs(clock_ms) > CLOCK_OFF_MS) what.push(word("screen-clock", { seconds: String(Math.round(clock_ms / 1000)) }));
  return what;
}

/**
 * Return how a screen was set up in its room, as far as it was.
 * @param {RoomSaid} room
 */
function roomOf({ turn, has_edges, contrast, words, code, drift, dark_from, dark_until, is_dark, row_m, read_m, scan_m }) {
  const what = turn ? [word("room-turned", { degrees: turn })] : [];
  if (has_edges) what.push(word("room-edges"));
  if (contrast > 100) what.push(word("room-contrast", { percent: contrast }));
  if (words !== 100) what.push(word("room-words", { percent: words }));
  if (code > 100) what.push(word("room-code", { percent: code }));
  if (drift > 0) what.push(word("room-drift"));
  if (dark_from) what.push(word(is_dark ? "room-dark-now" : "room-dark", { from: dark_from, until: dark_until }));
  if (read_m > 0) what.push(word("room-read", { metres: read_m, code: scan_m }));
  if (row_m > 0 && read_m > 0 && row_m > Math.min(read_m, scan_m)) what.push(word("room-too-far", { metres: row_m }));
  return what;
}
