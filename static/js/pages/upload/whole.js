/** How it goes as a whole: the thanks at the end, and what a screen reader hears. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { countedKind, wordOfKind } from "./kind_words.js";

/** @import { UploadQueue } from "../../models/upload_queue.js" */

export class Whole {
  #done = element("#done", HTMLElement);
  #title = element("#done-title", HTMLElement);
  #originals = element("#done-originals", HTMLElement);
  #said = element("#said", HTMLElement);
  /** What was last said: the live region speaks when this changes, not with every photo. */
  #lastSaid = "";

  /**
   * Return whether all photos are on the wall.
   * @param {UploadQueue} queue
   */
  show(queue) {
    const [under, sent, failed] = [queue.count("waiting", "sending"), queue.count("sent"), queue.count("failed")];
    const isDone = sent > 0 && under + failed + queue.count("picked") === 0;
    const shown = queue.uploads.filter(({ state }) => state === "sent");
    if (isDone) this.#title.textContent = countedKind("done", shown);
    this.#originals.textContent = isDone ? this.#wordsOfOriginals(queue) : "";
    this.#done.hidden = !isDone;
    if (isDone) this.say(`${this.#title.textContent} ${this.#originals.textContent}`.trim());
    else if (under > 0 && queue.pause) this.say(queue.pause.message || word(`waiting-${queue.pause.why}`));
    else if (failed > 0 && under === 0 && sent + failed === queue.uploads.length) {
      this.say(countedKind("said-failed", queue.uploads.filter(({ state }) => state === "failed")));
    }
    return isDone;
  }

  /** @param {string} sentence */
  say(sentence) {
    if (sentence === this.#lastSaid) return;
    this.#lastSaid = sentence;
    this.#said.textContent = sentence;
  }

  hide() {
    this.#done.hidden = true;
  }

  /** @param {UploadQueue} queue */
  #wordsOfOriginals(queue) {
    const shown = queue.uploads.filter(({ original }) => original !== "");
    const { toFollow } = queue;
    if (toFollow.length > 0 && queue.holdsOriginals) return countedKind("held", toFollow);
    if (toFollow.length > 0) return wordOfKind(queue.wouldLose ? "originals-stay" : "originals-follow", toFollow);
    return shown.every(({ original }) => original === "kept") ? wordOfKind("originals-kept", shown) : "";
  }
}
