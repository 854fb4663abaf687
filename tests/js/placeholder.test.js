/** What stands in a photo's place, from its ThumbHash. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeholderColour, placeholderUrl } from "../../static/js/helpers/placeholder.js";

// The example of a real photo: 21 bytes.
const SUNSET = "1QcSHQRnh493V4dIh4eXh1h4kJUI";

test("a hash becomes a small picture and a colour", () => {
  assert.match(placeholderUrl(SUNSET), /^data:image\/png;base64,[\w+/=]{100,}$/);
  assert.match(placeholderColour(SUNSET), /^rgb\(\d{1,3} \d{1,3} \d{1,3}\)$/);
});

test("what is no hash becomes nothing, without an error", () => {
  for (const broken of ["", "%%%", "AA=="]) {
    assert.equal(placeholderUrl(broken), "");
    assert.equal(placeholderColour(broken), "");
  }
});
