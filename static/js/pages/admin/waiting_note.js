/** How much waits and for how long, on the host's page and in the tab's title. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { agoWords, titled } from "../parts/ago_words.js";
import { element } from "../parts/element.js";

/**
 * How many wait, since when, the photos that guests have reported, and new words, pictures and comments.
 * @typedef {{count: number, oldest_at: string | null, reported: unknown[], words: unknown[], pictures: unknown[],
 *   comments: unknown[]}} Queue
 */

const SOON_MS = 300;
const TICK_MS = 15_000;

export class WaitingNote {
  #link = element("#waiting-note", HTMLAnchorElement);
  #words = element("#waiting-words", HTMLElement);
  #ask;
  #title = document.title;
  /** @type {Queue} */
  #queue = { count: 0, oldest_at: null, reported: [], words: [], pictures: [], comments: [] };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {{ask: () => Promise<Queue | null>}} options */
  constructor({ ask }) {
    this.#ask = ask;
    setInterval(() => this.#show(), TICK_MS);
    void this.#look();
  }

  /** Something has changed: ask how many wait now, once for several changes. */
  changed() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, SOON_MS);
  }

  async #look() {
    this.#queue = (await this.#ask()) ?? this.#queue;
    this.#show();
  }

  #show() {
    const { oldest_at: oldestAt, reported } = this.#queue;
    const count = this.#undecided() + reported.length;
    this.#link.dataset["waiting"] = String(count > 0);
    this.#words.textContent = this.#sentence();
    document.title = titled(this.#title, count, oldestAt ? agoWords(oldestAt) : "");
  }

  /** What the desk counts as well: photos, new words, new pictures and comments. */
  #undecided() {
    const { count, words, pictures, comments } = this.#queue;
    return count + words.length + pictures.length + comments.length;
  }

  #sentence() {
    const { count, oldest_at: oldestAt, reported, words, pictures, comments } = this.#queue;
    if (reported.length > 0) return counted("reported", reported.length);
    if (count > 0 && oldestAt) return counted("waiting", this.#undecided(), { ago: agoWords(oldestAt) });
    if (words.length > 0 && pictures.length > 0) return counted("edits", words.length + pictures.length);
    if (pictures.length > 0) return counted("pictures", pictures.length);
    if (words.length > 0) return counted("words", words.length);
    return comments.length > 0 ? counted("comments", comments.length) : word("nothing-waits");
  }
}
