/** Two hosts write one caption: what each has added is in the text that both of it makes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { joined } from "../../static/js/helpers/joined.js";

for (const [before, theirs, ours, both] of [
  ["", "The cake", "", "The cake"],
  ["", "The cake", "At midnight", "The cake At midnight"],
  ["The cake", "The cake, cut", "The cake by Zoë", "The cake, cut by Zoë"],
  ["The cake", "Cutting", "The cake by Zoë", "Cutting by Zoë"],
  ["The cake", "The cake, cut", "Zoë", "Zoë, cut"],
  ["The cake", "Cutting", "Zoë", "Cutting Zoë"],
  ["The cake", "The cake", "Zoë", "Zoë"],
  ["The cake", "Zoë", "The cake", "Zoë"],
  ["The cake", "Same", "Same", "Same"],
]) {
  test(`of “${before}” came “${theirs}” and “${ours}”`, () => assert.equal(joined(before, theirs, ours), both));
}
