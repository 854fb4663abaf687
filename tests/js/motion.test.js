/** Motion: a machine that stutters gets cuts, and is tried again ever more rarely. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Motion } from "../../static/js/models/motion.js";

const FADE_MS = 1400;
const FRAMES = 84;

/** How many of the next changes move, each of which loses so many frames. */
function moved(motion, changes, lost) {
  let count = 0;
  for (let change = 0; change < changes; change += 1) {
    if (!motion.next()) continue;
    count += 1;
    motion.note(lost, FADE_MS);
  }
  return count;
}

test("a machine that keeps up moves every time", () => {
  assert.equal(moved(new Motion(), 200, FRAMES / 5), 200);
});

test("one stutter is forgiven", () => {
  const motion = new Motion();
  motion.note(FRAMES, FADE_MS);
  assert.equal(motion.next(), true);
  motion.note(0, FADE_MS);
  motion.note(FRAMES, FADE_MS);
  assert.equal(motion.next(), true);
});

test("two stutters in a row make cuts, and each try that fails twice as many", () => {
  const motion = new Motion();
  assert.equal(moved(motion, 2, FRAMES), 2);
  assert.equal(moved(motion, 20, FRAMES), 0);
  assert.equal(moved(motion, 1, FRAMES), 1, "one try");
  assert.equal(moved(motion, 40, FRAMES), 0);
  assert.ok(moved(motion, 3000, FRAMES) < 16);
});

test("a machine that keeps up again moves again", () => {
  const motion = new Motion();
  moved(motion, 23, FRAMES);
  moved(motion, 40, FRAMES);
  assert.equal(moved(motion, 50, 0), 50);
});
