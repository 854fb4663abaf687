/**
 * One line on the other guest pages: how far this phone's photos are. What waits is sent from here as well; the code
 * for that is loaded only then.
 */

import { keptRecords } from "../../helpers/kept_photos.js";
import { SENDING_CHANNEL } from "../../helpers/send_tag.js";
import { word } from "../../helpers/words.js";
import { isUnfinished } from "../../models/upload.js";
import { tallyOf } from "../../models/tally.js";
import { element } from "./element.js";
import { wordsOfTally } from "./tally_words.js";

/** @import { Carrier } from "../upload/carrier.js" */
/** @import { Tally } from "../../models/tally.js" */
/** @import { Photo, Gone } from "../../types.js" */

/** Another tab, or the browser itself, may be the one that sends. */
const LOOK_AGAIN_MS = 2_000;
/** The sending page takes over what this one leaves to it; only what nobody took comes back. */
const LEAVE_TO_IT_MS = 4_000;

export class OnTheirWay {
  #line = element("#on-their-way", HTMLElement);
  #link = element("a", HTMLAnchorElement, this.#line);
  /** @type {Carrier | null} */
  #carrier = null;
  #isLoading = false;
  #failedLoads = 0;
  #isOpen = true;
  #leftAt = -Infinity;
  /** @type {Tally | null} what was last counted, while something was under way */
  #last = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connect() {
    this.#isOpen = document.body.dataset["uploads"] !== "closed";
    void this.#look();
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) void this.#look();
    });
    if (typeof BroadcastChannel !== "function") return;
    new BroadcastChannel(SENDING_CHANNEL).addEventListener("message", () => void this.#leave());
  }

  /** @param {boolean} isOpen whether the party takes photos now */
  setOpen(isOpen) {
    this.#isOpen = isOpen;
    this.#carrier?.queue.setOpen(isOpen);
  }

  /** @param {Photo} photo as the feed tells of it */
  follow(photo) {
    if (photo.mine) this.#carrier?.queue.follow(photo);
  }

  /** @param {Gone} gone as the feed tells of it */
  drop({ id }) {
    this.#carrier?.queue.leave(id);
  }

  async #look() {
    clearTimeout(this.#timer);
    const records = await keptRecords();
    this.#show(tallyOf(records));
    const isUnderWay = records.some((record) => record.state !== "picked" && isUnfinished(record));
    if (!isUnderWay) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), LOOK_AGAIN_MS);
    await this.#carry();
  }

  /** Begin to send from this page, unless it does already, or the sending page is about to. */
  async #carry() {
    if (this.#carrier || this.#isLoading || Date.now() - this.#leftAt < LEAVE_TO_IT_MS) return;
    this.#isLoading = true;
    try {
      const { Carrier } = await this.#load();
      this.#carrier = new Carrier({ onNoted: () => void this.#look() });
      if (!this.#isOpen) this.#carrier.queue.setOpen(false);
      await this.#carrier.connect();
    } catch (error) {
      // Without a network the code may not come either: the next look asks again.
      if (!(error instanceof TypeError)) throw error;
      this.#failedLoads += 1;
    } finally {
      this.#isLoading = false;
    }
  }

  /** @returns {Promise<typeof import("../upload/carrier.js")>} */
  #load() {
    // A browser remembers that an address did not load, and would not ask for it again.
    return this.#failedLoads === 0
      ? import("../upload/carrier.js")
      : import(`../upload/carrier.js?again=${this.#failedLoads}`);
  }

  async #leave() {
    this.#leftAt = Date.now();
    const carrier = this.#carrier;
    this.#carrier = null;
    await carrier?.leave();
  }

  /** @param {Tally} tally */
  #show(tally) {
    const isAtWork = tally.underWay + tally.toFollow > 0;
    const sentence = wordsOfTally(tally, this.#carrier?.queue.pause?.why);
    if (sentence) this.#say(tally.failed > 0 && tally.underWay === 0 ? word("tally-show", { sentence }) : sentence);
    else if (tally.picked > 0) this.#say(word("tally-picked", { count: tally.picked }));
    // Whoever saw them on their way sees them arrive; a later page has nothing to say.
    else if (this.#last) this.#say(word("tally-done"));
    else this.#line.hidden = true;
    if (isAtWork) this.#last = tally;
  }

  /** @param {string} sentence */
  #say(sentence) {
    if (this.#link.textContent !== sentence) this.#link.textContent = sentence;
    this.#line.hidden = false;
  }
}
