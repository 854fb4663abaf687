/** A screen says that a photo has left when nothing of it is found any more. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Cleared, MOST_GONE } from "../../static/js/models/cleared.js";
import { followTakedown, PATIENCE_MS } from "../../static/js/models/takedown.js";
import { FakeClock, photo, photos, settled } from "./fakes.js";
import { began } from "./wall_world.js";

test("it is cleared up to the change before the first that is still held", () => {
  const held = new Set(["b"]);
  const cleared = new Cleared((id) => held.has(id));
  cleared.note({ id: "a", change: 5, gone: true });
  cleared.note({ id: "b", change: 7, gone: true });
  assert.equal(cleared.upTo(9), 6);
  held.clear();
  assert.equal(cleared.upTo(9), 9);
  held.add("b");
  cleared.note({ id: "b", change: 11, gone: true });
  cleared.cameBack("b");
  assert.equal(cleared.upTo(12), 12, "it may be shown again");
});

test("what it looks after is bounded", () => {
  const cleared = new Cleared(() => true);
  for (let n = 1; n <= 3 * MOST_GONE; n += 1) cleared.note({ id: `photo-${n}`, change: n, gone: true });
  assert.equal(cleared.upTo(9_999), 2 * MOST_GONE);
});

test("nothing of a photo is left in the show when it is taken down: on, next, pinned, waiting, loaded", async () => {
  const world = await began(photos(5));
  const { director, show, turns, pictures } = world;
  director.pin([photo(2)]);
  for (const n of [6, 7, 8]) director.arrive(photo(n));
  await settled();
  for (let n = 1; n <= 8; n += 1) {
    const id = `photo-${n}`;
    director.leave({ id, change: 100 + n, gone: true });
    await settled();
    const left = [director.holds(id), show.find(id) !== null, turns.has(id), pictures.has(id), world.on === id];
    assert.deepEqual(left, [false, false, false, false, false], id);
  }
});

test("a takedown is followed until all have said it, and no longer than a screen takes", async () => {
  const clock = new FakeClock();
  const heard = [];
  let missing = [{ name: "Bar", number: 2, age_s: 1 }];
  const ask = async () => ({ screens: 2, gone: 2 - missing.length, missing });
  const onProof = ({ gone }, isOver) => heard.push([gone, isOver]);
  const following = followTakedown("a", { ask, onProof, clock });
  await clock.pass(1_000);
  missing = [];
  await clock.pass(1_000);
  await following;
  assert.deepEqual(heard.at(-1), [2, false]);
  missing = [{ name: "Bar", number: 2, age_s: 70 }];
  const never = followTakedown("a", { ask, onProof, clock });
  await clock.pass(PATIENCE_MS + 1_000);
  await never;
  assert.deepEqual(heard.at(-1), [1, true]);
});
