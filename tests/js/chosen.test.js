/** Choosing several photos. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Chosen, MOST_CHOSEN } from "../../static/js/models/chosen.js";

const chosen = () => new Chosen(() => {});

test("one is chosen and let go of, and the choosing goes on", () => {
  const some = chosen();
  some.toggle("a");
  some.toggle("b");
  some.toggle("a");
  assert.deepEqual(some.ids, ["b"]);
  assert.equal(some.isOn, true);
  some.end();
  assert.deepEqual([some.ids, some.isOn], [[], false]);
});

test("Shift reaches from the last one to another, in either direction", () => {
  const order = ["a", "b", "c", "d", "e"];
  const some = chosen();
  some.toggle("b");
  some.reach("d", order);
  assert.deepEqual(some.ids, ["b", "c", "d"]);
  some.reach("a", order);
  assert.deepEqual([...some.ids].sort(), ["a", "b", "c", "d"]);
});

test("Shift without a beginning chooses one", () => {
  const some = chosen();
  some.reach("c", ["a", "b", "c"]);
  assert.deepEqual(some.ids, ["c"]);
});

test("no more are chosen than go into one ZIP", () => {
  const order = Array.from({ length: MOST_CHOSEN + 50 }, (_, no) => `p${no}`);
  const some = chosen();
  some.toggle("p0");
  some.reach(`p${MOST_CHOSEN + 49}`, order);
  assert.equal(some.ids.length, MOST_CHOSEN);
});

test("what has gone is not chosen any more", () => {
  const some = chosen();
  some.toggle("a");
  some.toggle("b");
  some.keep((id) => id !== "a");
  assert.deepEqual(some.ids, ["b"]);
});
