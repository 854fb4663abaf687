/** A suggestion takes the place of what is being typed and of nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { beginning, partTyped, withSuggestion, without } from "../../static/js/helpers/query_text.js";

test("the part that is typed now is the last one, and none after a space", () => {
  assert.equal(partTyped("cake from:an"), "from:an");
  assert.equal(partTyped('cake tag:"first da'), 'tag:"first da');
  assert.equal(partTyped("cake "), "");
  assert.equal(partTyped(""), "");
});

test("what suggestions begin with has no field, quote or minus", () => {
  assert.equal(beginning('cake -tag:"first da'), "first da");
  assert.equal(beginning("写"), "写");
  assert.equal(beginning("from:"), "", "what anybody may be called");
});

test("a suggestion goes where somebody types", () => {
  assert.equal(withSuggestion("cake an", 'from:"Anna"'), 'cake from:"Anna" ');
  assert.equal(withSuggestion("cake ", "is:video"), "cake is:video ");
  assert.equal(withSuggestion("-bl", 'tag:"Blurry"'), '-tag:"Blurry" ');
  assert.equal(withSuggestion("", "is:video"), "is:video ");
});

test("one part goes out, and the others stay as they are", () => {
  assert.equal(without('cake tag:"first dance" -blurry', 'tag:"first dance"'), "cake -blurry");
  assert.equal(without("cake", "cake"), "");
  assert.equal(without("cake", "dance"), "cake");
});
