/** The phone says of its photos on big screens what screens have said, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { NOW_MS, Receipts } from "../../static/js/models/receipts.js";
import { Unreachable } from "../../static/js/helpers/http.js";
import { FakeClock } from "./fakes.js";

function setUp() {
  const clock = new FakeClock();
  const world = { clock, asked: 0, wanted: ["a", "b"], screens: 1, turns: [], isAway: false, changes: 0 };
  world.receipts = new Receipts({
    ask: async () => {
      world.asked += 1;
      if (world.isAway) throw new Unreachable("away");
      return { screens: world.screens, turns: world.turns };
    },
    wanted: () => world.wanted,
    onChange: () => (world.changes += 1),
    clock,
  });
  return world;
}

const turn = (id, more = {}) => ({ id, shown_at: null, screen: "", next: false, in_s: null, ...more });

test("next, in a while, and nothing where no screen has said anything", async () => {
  const world = setUp();
  world.turns = [turn("a", { next: true, in_s: 0 }), turn("b", { in_s: 130 }), turn("c")];
  world.wanted = ["a", "b", "c"];
  world.receipts.look();
  await world.clock.pass(5_000);
  assert.deepEqual(world.receipts.of("a"), { what: "next" });
  assert.deepEqual(world.receipts.of("b"), { what: "soon", inS: 130 });
  assert.equal(world.receipts.of("c"), null);
});

test("what was said is taken back when no screen says it any more", async () => {
  const world = setUp();
  world.turns = [turn("a", { in_s: 60 })];
  world.receipts.look();
  await world.clock.pass(5_000);
  assert.equal(world.receipts.of("a").what, "soon");
  [world.screens, world.turns] = [0, [turn("a")]];
  await world.clock.pass(5_000);
  assert.equal(world.receipts.of("a"), null);
  const before = world.asked;
  await world.clock.pass(60_000);
  assert.ok(world.asked - before <= 4, "without a screen it asks seldom");
  world.isAway = true;
  await world.clock.pass(60_000);
  assert.equal(world.receipts.of("a"), null);
});

test("on the screen now is said for a moment, and then that it was", async () => {
  const world = setUp();
  world.wanted = ["a"];
  world.receipts.look();
  world.receipts.hear({ id: "a", screen: "Bar", number: 2 });
  assert.equal(world.receipts.of("a").what, "now");
  await world.clock.pass(NOW_MS);
  assert.deepEqual([world.receipts.of("a").what, world.receipts.of("a").screen], ["was", "Bar"]);
  const before = world.asked;
  await world.clock.pass(60_000);
  assert.equal(world.asked, before, "there is nothing left to ask");
});

test("an answer that was on its way does not take back that a photo is on", async () => {
  const world = setUp();
  world.turns = [turn("a", { in_s: 60 }), turn("b", { shown_at: "2026-01-01T20:00:00Z", screen: "" })];
  world.receipts.look();
  world.receipts.hear({ id: "a", screen: "", number: 1 });
  await world.clock.pass(5_000);
  assert.equal(world.receipts.of("a").what, "now");
  assert.equal(world.receipts.of("b").what, "was");
});
