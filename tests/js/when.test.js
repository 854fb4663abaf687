/** Times as the reader writes them, in the page's language. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { when } from "../../static/js/helpers/when.js";

const now = new Date(2026, 5, 20, 23, 0);
const evening = new Date(2026, 5, 20, 21, 5).toISOString();

test("British English has 24 hours, American English twelve", () => {
  assert.equal(when(evening, "en", now, ["en-GB", "en"]), "21:05");
  assert.match(when(evening, "en", now, ["en-US", "en"]), /^9:05\sPM$/);
});

test("a reader whose languages are none of the page's gets the page's own way", () => {
  assert.equal(when(evening, "de", now, ["fr-FR"]), "21:05");
});

test("a moment to come has its weekday within a week, and its date beyond", () => {
  assert.match(when(new Date(2026, 5, 23, 20, 0).toISOString(), "en", now, ["en-GB"]), /^Tuesday/);
  assert.match(when(new Date(2030, 0, 1, 20, 0).toISOString(), "en", now, ["en-GB"]), /2030/);
});
