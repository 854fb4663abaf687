import assert from "node:assert/strict";
import { test } from "node:test";

import { tagOf } from "../../static/js/helpers/photo_tag.js";

test("a photo's tag is the same as the server's, a letter and a digit", () => {
  assert.deepEqual([1, 9, 10, 206, 207, 208].map(tagOf), ["A2", "B1", "B2", "Z9", "A1", "A2"]);
});
