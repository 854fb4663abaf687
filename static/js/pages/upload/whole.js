/** The overall progress: the count, the failures, the thanks, and the screen reader's messages. */

import { word } from "../../helpers/words.js";
import { tallyOf } from "../../models/tally.js";
import { element } from "../parts/element.js";
import { wordsOfTally } from "../parts/tally_words.js";
import { countedKind, wordOfKind } from "./kind_words.js";

/** @import { Upload } from "../../models/upload.js" */
/** @import { UploadQueue } from "../../models/upload_queue.js" */

export class Whole {
  #count = element("#count", HTMLElement);
  #words = element("#count-words", HTMLElement);
  #find = element("#count-show", HTMLButtonElement);
  #retry = element("#count-retry", HTMLButtonElement);
  #done = element("#done", HTMLElement);
  #title = element("#done-title", HTMLElement);
  #originals = element("#done-originals", HTMLElement);
  #said = element("#said", HTMLElement);
  /** What was last said: the live region speaks when this changes, not with every photo. */
  #lastSaid = "";
  #isClosed = false;
  /** @type {Upload[]} */
  #failed = [];

  /**
   * @param {{onMore: () => void, onClose: () => void, onShow: (upload: Upload) => void,
   *   onRetryAll: (uploads: Upload[]) => void}} ways
   */
  constructor({ onMore, onClose, onShow, onRetryAll }) {
    element("#done-more", HTMLButtonElement).addEventListener("click", onMore);
    element("#done-close", HTMLButtonElement).addEventListener("click", () => {
      this.#isClosed = true;
      this.#done.hidden = true;
      onClose();
    });
    this.#find.addEventListener("click", () => this.#failed[0] && onShow(this.#failed[0]));
    this.#retry.addEventListener("click", () => onRetryAll(this.#failed.filter(({ mayRetry }) => mayRetry)));
  }

  /** @param {UploadQueue} queue */
  show(queue) {
    const tally = tallyOf(queue.uploads);
    const isDone = tally.up > 0 && tally.underWay + tally.failed + tally.picked === 0;
    this.#showCount(queue, isDone ? "" : wordsOfTally(tally, queue.pause?.why));
    this.#showThanks(queue, isDone);
    if (isDone) this.say(`${this.#title.textContent} ${this.#originals.textContent}`.trim());
    else if (tally.underWay > 0 && queue.pause) this.say(queue.pause.message || word(`waiting-${queue.pause.why}`));
    else if (tally.failed > 0 && tally.underWay + tally.picked === 0) this.say(countedKind("said-failed", this.#failed));
  }

  /** @param {string} sentence */
  say(sentence) {
    if (sentence === this.#lastSaid) return;
    this.#lastSaid = sentence;
    this.#said.textContent = sentence;
  }

  /** More is sent: what was said of earlier photos is over. */
  begin() {
    this.#isClosed = false;
    this.#done.hidden = true;
  }

  /**
   * @param {UploadQueue} queue
   * @param {string} sentence
   */
  #showCount({ uploads }, sentence) {
    this.#failed = uploads.filter(({ state }) => state === "failed");
    this.#count.hidden = sentence === "";
    if (this.#words.textContent !== sentence) this.#words.textContent = sentence;
    this.#count.classList.toggle("count--bad", this.#failed.length > 0);
    this.#find.hidden = this.#failed.length === 0;
    this.#retry.hidden = this.#failed.filter(({ mayRetry }) => mayRetry).length < 2;
  }

  /**
   * @param {UploadQueue} queue
   * @param {boolean} isDone
   */
  #showThanks(queue, isDone) {
    const shown = queue.uploads.filter(({ state, isGone, isSettled }) => state === "sent" && !isGone && !isSettled);
    const isAllUp = shown.every(({ photo }) => photo?.state !== "waiting");
    if (isDone) this.#title.textContent = isAllUp ? countedKind("done", shown) : word("done-waiting");
    this.#originals.textContent = isDone ? this.#wordsOfOriginals(queue, shown) : "";
    const wasHidden = this.#done.hidden;
    this.#done.hidden = !isDone || this.#isClosed;
    if (wasHidden && !this.#done.hidden) this.#bringIntoView();
  }

  #bringIntoView() {
    // Somebody who is typing stays where the words are.
    if (document.activeElement instanceof HTMLInputElement) return;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#done.scrollIntoView({ block: "nearest", behavior: isStill ? "instant" : "smooth" });
  }

  /**
   * @param {UploadQueue} queue
   * @param {Upload[]} shown
   */
  #wordsOfOriginals({ toFollow, held, wouldLose }, shown) {
    if (held.length > 0) return ""; // said beside their button
    if (toFollow.length > 0) return wordOfKind(wouldLose ? "originals-stay" : "originals-follow", toFollow);
    return shown.every(({ original }) => original === "kept") ? countedKind("originals-kept", shown) : "";
  }
}
