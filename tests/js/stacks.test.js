/** Bursts as one item: whatever happens in whatever order, the items are what a fresh list would show. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Gallery } from "../../static/js/models/gallery.js";
import { Stacks } from "../../static/js/models/stacks.js";

/** @param {number} no @param {object} [more] @returns {any} */
const photo = (no, more = {}) => ({ id: `p${no}`, change: no, position: no, favourite: false, stack: "", stack_rank: 0, hearts: 0, ...more });

/** @param {any[]} photos @param {any[]} [older] */
function opened(photos, older = []) {
  const gallery = new Gallery({ photos, before: older.length > 0 ? 1 : null }, () => Promise.resolve({ photos: older, before: null }));
  const stacks = new Stacks(gallery);
  /** @type {string[]} */
  const happened = [];
  stacks.listen((one) => happened.push(one.kind === "gone" ? `gone ${one.id}` : one.kind === "edited" ? `edited ${one.photo.id}` : one.kind));
  return { gallery, stacks, happened };
}

/** @param {Stacks} stacks */
const items = (stacks) => stacks.photos.map((one) => `${one.id}=${stacks.topOf(one.id)}x${one.stacked}`).join(" ");

test("a burst is one item with its best photo, and all of its photos are in a row", () => {
  const { stacks } = opened([photo(9), photo(8, { stack: "p5", stack_rank: 3 }), photo(7), photo(6, { stack: "p5", stack_rank: 9 }), photo(5, { stack: "p5" })]);
  assert.equal(items(stacks), "p9=p9x1 p5=p6x3 p7=p7x1");
  assert.deepEqual(stacks.spread.map((one) => one.id), ["p9", "p6", "p8", "p5", "p7"]);
  assert.equal(stacks.nameOf("p8"), "p5");
});

test("one more of a burst keeps the item in its place", () => {
  const { gallery, stacks, happened } = opened([photo(6), photo(5, { stack: "p5" })]);
  gallery.take(photo(7, { stack: "p5", stack_rank: 2 }));
  gallery.release();
  assert.equal(items(stacks), "p6=p6x1 p5=p7x2");
  assert.deepEqual(happened, ["held", "newer", "edited p5"]);
});

test("when the top is gone the next one is seen, and after the last one the item is gone", () => {
  const { gallery, stacks, happened } = opened([photo(6, { stack: "p5", stack_rank: 2 }), photo(5, { stack: "p5" })]);
  gallery.drop({ id: "p6", change: 7, gone: true });
  assert.equal(items(stacks), "p5=p5x1");
  gallery.drop({ id: "p5", change: 8, gone: true });
  assert.deepEqual(happened, ["edited p5", "gone p5"]);
});

test("an original that came and tells of a burst takes its photo into the stack", () => {
  const { gallery, stacks, happened } = opened([photo(7), photo(6), photo(5, { stack: "p5" })]);
  gallery.take(photo(7, { change: 9, stack: "p5" }));
  assert.equal(items(stacks), "p6=p6x1 p5=p5x2");
  assert.deepEqual(happened, ["gone p7", "edited p5"]);
});

test("an older page brings the rest of a burst", async () => {
  const { gallery, stacks, happened } = opened([photo(6, { stack: "p4" })], [photo(5), photo(4, { stack: "p4" })]);
  await gallery.loadOlder();
  assert.equal(items(stacks), "p4=p4x2 p5=p5x1");
  assert.deepEqual(happened, ["older", "edited p4"]);
});

test("after any changes the items are those of a list that is read afresh", () => {
  let seed = 11;
  const chance = (/** @type {number} */ below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  for (let round = 0; round < 200; round += 1) {
    const { gallery, stacks } = opened([3, 2, 1].map((no) => photo(no, { stack: ["", "p1", "p2"][chance(3)] })));
    for (let change = 4; change < 30; change += 1) {
      const id = 1 + chance(change);
      if (chance(4) === 0) gallery.drop({ id: `p${id}`, change, gone: true });
      else gallery.take(photo(id, { change, stack: ["", "p1", "p2", "p3"][chance(4)], stack_rank: chance(5), favourite: chance(9) === 0 }));
      if (chance(2) === 0) gallery.release();
    }
    const fresh = new Stacks(new Gallery({ photos: [...gallery.photos], before: null }, () => Promise.reject(new Error("none"))));
    const sorted = (/** @type {Stacks} */ one) => items(one).split(" ").sort().join(" ");
    assert.equal(sorted(stacks), sorted(fresh));
    assert.deepEqual(stacks.spread.map((one) => one.id).sort(), gallery.photos.map((one) => one.id).sort());
  }
});
