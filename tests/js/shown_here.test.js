/** What a screen has shown reaches the server once, also when that was away meanwhile. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_UNSAID, ShownHere } from "../../static/js/models/shown_here.js";
import { FakeClock } from "./fakes.js";

test("what left the screen between two reports is named once, with when it came on", async () => {
  const clock = new FakeClock();
  const shown = new ShownHere({ clock });
  shown.note(["a"]);
  await clock.pass(3_000);
  shown.note(["b"]);
  assert.deepEqual(shown.past(["b"]), [["a", 3]]);
  shown.answered();
  shown.note(["b"]);
  assert.deepEqual(shown.past([]), [], "the report said that it is on");
});

test("a report without an answer is made up for, and what came on meanwhile waits for the next", async () => {
  const clock = new FakeClock();
  const shown = new ShownHere({ clock });
  shown.note(["a"]);
  shown.past(["a"]);
  shown.note(["b"]);
  shown.note(["c"]);
  shown.past(["c"]);
  shown.note(["d"]);
  shown.answered();
  assert.deepEqual(shown.past(["d"]), []);
  shown.note(["e"]);
  assert.deepEqual(shown.past(["e"]).map(([id]) => id), ["d"]);
});

test("it keeps no more than a report can name", () => {
  const shown = new ShownHere({ clock: new FakeClock() });
  for (let n = 0; n < 3 * MOST_UNSAID; n += 1) shown.note([`photo-${n}`]);
  const past = shown.past([]).map(([id]) => id);
  assert.equal(past.length, MOST_UNSAID);
  assert.equal(past.at(-1), `photo-${3 * MOST_UNSAID - 1}`);
});
