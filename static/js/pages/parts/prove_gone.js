/** Says from how many screens a photo is gone, and which of them is not reached, on every page that takes photos down. */

import { followTakedown } from "../../models/takedown.js";
import { takedownWords } from "./takedown_words.js";

/** @import { Ask } from "./panic.js" */

/**
 * `say` hears a sentence as often as more is known; nothing where no screen is on.
 * @param {string} id
 * @param {{ask: Ask, say: (sentence: string) => void}} options
 */
export function proveGone(id, { ask, say }) {
  void followTakedown(id, {
    ask,
    onProof: (proof, isOver) => {
      if (proof.screens > 0) say(takedownWords(proof, isOver));
    },
  });
}
