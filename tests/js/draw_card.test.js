/** A greeting's words are broken into lines that fit. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf } from "../../static/js/helpers/draw_card.js";

const width = (text) => [...text].length;

test("words are kept whole where they fit, and none is lost", () => {
  assert.deepEqual(linesOf("All the best to you two", 10, width), ["All the", "best to", "you two"]);
  assert.deepEqual(linesOf("Hooray", 10, width), ["Hooray"]);
});

test("a word that is wider than a line is broken between its letters", () => {
  assert.deepEqual(linesOf("Ein Donaudampfschiff", 6, width), ["Ein", "Donaud", "ampfsc", "hiff"]);
  assert.deepEqual(linesOf("👩‍👩‍👧👩‍👩‍👧", 5, width), ["👩‍👩‍👧", "👩‍👩‍👧"]);
});
