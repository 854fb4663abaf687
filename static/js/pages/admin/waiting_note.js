/** How many photos wait, and how long the oldest has: on the host's page and in the tab's title. */

import { counted } from "../../helpers/counted.js";
import { word } from "../../helpers/words.js";
import { agoWords } from "../parts/ago_words.js";
import { element } from "../parts/element.js";

const SOON_MS = 300;
const TICK_MS = 15_000;

export class WaitingNote {
  #link = element("#waiting-note", HTMLAnchorElement);
  #words = element("#waiting-words", HTMLElement);
  #ask;
  #title = document.title;
  /** @type {{count: number, oldest_at: string | null}} */
  #queue = { count: 0, oldest_at: null };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {{ask: () => Promise<{count: number, oldest_at: string | null} | null>}} options */
  constructor({ ask }) {
    this.#ask = ask;
    setInterval(() => this.#show(), TICK_MS);
    void this.#look();
  }

  /** Something has changed: look how many wait now, once for all that comes together. */
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
    const { count, oldest_at: oldestAt } = this.#queue;
    this.#link.dataset["waiting"] = String(count > 0);
    this.#words.textContent =
      count > 0 && oldestAt ? counted("waiting", count, { ago: agoWords(oldestAt) }) : word("nothing-waits");
    document.title = count > 0 ? `(${count}) ${this.#title}` : this.#title;
  }
}
