/** Slides between photos: after so many, in their time, never two in a row, and no new photo waits long. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { timeLeft } from "../../static/js/helpers/time_left.js";
import { STAY_MS } from "../../static/js/models/pace.js";
import { IDLE_MS, LEAST_MS, Slides } from "../../static/js/models/slides.js";
import { FakeClock, photo, photos, settled } from "./fakes.js";
import { setUp } from "./wall_world.js";

function slide(id, more = {}) {
  return { id, version: 1, kind: "text", title: id, words: "", at: "", from: "", until: "", every: 3, seconds: 10, is_on: true, ...more };
}

function wall(slides, clock = new FakeClock()) {
  const world = { clock, on: null, shown: [], done: 0 };
  const view = {
    show: ({ id }) => {
      world.on = id;
      world.shown.push(id);
    },
    hide: () => (world.on = null),
    canShow: ({ kind }) => kind !== "task" || world.hasTask === true,
  };
  world.slides = new Slides({
    view,
    onDone: () => {
      world.done += 1;
      world.goOn?.();
    },
    clock,
  });
  world.slides.hearTime(Date.parse("2026-06-13T20:00:00Z"));
  world.slides.set(slides);
  return world;
}

/** Let so many photos come on, each with whatever slide is before it. */
async function follow(world, count) {
  for (let n = 0; n < count; n += 1) {
    if (!world.slides.takes(false)) continue;
    await world.clock.pass(10_000);
    assert.equal(world.slides.takes(false), false, "there is a photo between two slides");
  }
}

test("each slide comes after its number of photos, and stays for its seconds", async () => {
  const world = wall([slide("a"), slide("b", { every: 2, seconds: 4 })]);
  assert.equal(world.slides.takes(false), false);
  assert.equal(world.slides.takes(false), false);
  assert.equal(world.slides.takes(false), true);
  assert.equal(world.on, "b");
  await world.clock.pass(3_999);
  assert.equal(world.slides.takes(false), true, "it has the wall");
  await world.clock.pass(1);
  assert.deepEqual([world.on, world.done], [null, 1]);
  await follow(world, 60);
  const counts = ["a", "b"].map((id) => world.shown.filter((shown) => shown === id).length);
  // Where both are due one waits for a photo more.
  assert.ok(counts[0] >= 17 && counts[0] <= 21 && counts[1] >= 20 && counts[1] <= 31, String(counts));
});

test("thirty slides that are all due take turns, and each comes", async () => {
  const ids = Array.from({ length: 30 }, (_, n) => `slide-${n}`);
  const world = wall(ids.map((id) => slide(id, { every: 1 })));
  await follow(world, 31);
  assert.deepEqual(new Set(world.shown), new Set(ids));
});

test("one that was added or changed meanwhile comes next, and what was there at the start does not", async () => {
  const world = wall([slide("a", { every: 50 })]);
  assert.equal(world.slides.takes(false), false);
  world.slides.set([slide("a", { every: 50 }), slide("b", { every: 50 })]);
  assert.equal(world.slides.takes(false), true);
  assert.equal(world.on, "b");
  world.slides.set([slide("a", { every: 50 }), slide("b", { every: 50, version: 2 })]);
  assert.deepEqual(world.shown, ["b", "b"], "what is on is written anew");
  world.slides.set([slide("a", { every: 50 })]);
  assert.deepEqual([world.on, world.done], [null, 1], "what was deleted leaves at once");
});

test("a slide is on within its times by the server's clock, and a countdown until it is at zero", async () => {
  const world = wall([
    slide("early", { every: 1, until: "2026-06-13T20:00:00Z" }),
    slide("late", { every: 1, from: "2026-06-13T21:00:00Z" }),
    slide("cake", { every: 1, kind: "countdown", at: "2026-06-13T20:30:00Z" }),
  ]);
  await follow(world, 5);
  assert.deepEqual(new Set(world.shown), new Set(["cake"]));
  world.shown.length = 0;
  world.slides.hearTime(Date.parse("2026-06-13T21:00:00Z"));
  await follow(world, 5);
  assert.deepEqual(new Set(world.shown), new Set(["late"]));
});

test("a slide leaves when its time is over, while it is on", async () => {
  const world = wall([slide("a", { every: 1, until: "2026-06-13T20:00:03Z" })]);
  world.slides.takes(false);
  assert.equal(world.slides.takes(false), true);
  await world.clock.pass(3_000);
  assert.equal(world.on, null);
});

test("a new photo waits a moment for a slide, and no longer", async () => {
  const world = wall([slide("a", { every: 1, seconds: 60 })]);
  world.slides.takes(false);
  assert.equal(world.slides.takes(false), true);
  await world.clock.pass(1_000);
  assert.equal(world.slides.takes(true), true);
  await world.clock.pass(LEAST_MS - 1_001);
  assert.equal(world.on, "a");
  await world.clock.pass(1);
  assert.deepEqual([world.on, world.done], [null, 1]);
  assert.equal(world.slides.takes(true), false);
  assert.equal(world.slides.takes(false), true);
  await world.clock.pass(LEAST_MS);
  assert.equal(world.slides.takes(true), false, "it has been on for long enough");
  assert.equal(world.on, null);
});

test("a slide that comes in the place of a new photo does not keep it waiting, even if the host changes it", async () => {
  const world = wall([slide("a", { every: 1, seconds: 120 })]);
  assert.equal(world.slides.takes(false), false);
  assert.equal(world.slides.takes(true), true);
  await world.clock.pass(LEAST_MS - 1);
  assert.equal(world.on, "a");
  world.slides.set([slide("a", { version: 2, every: 1, seconds: 120 })]);
  await world.clock.pass(LEAST_MS);
  assert.deepEqual([world.on, world.done], [null, 1]);
  assert.equal(world.slides.takes(true), false);
});

test("where no photo follows another the slides come all the same", async () => {
  const world = wall([slide("a", { every: 2 })]);
  await world.clock.pass(2 * IDLE_MS);
  assert.equal(world.on, "a");
  await world.clock.pass(10_000);
  assert.equal(world.on, null);
  await world.clock.pass(10 * IDLE_MS);
  assert.ok(world.shown.length >= 3);
});

test("a paused wall keeps its slide, and goes on with what was left", async () => {
  const world = wall([slide("a", { every: 1 })]);
  world.slides.takes(false);
  world.slides.takes(false);
  await world.clock.pass(6_000);
  world.slides.pause();
  world.slides.pause();
  await world.clock.pass(600_000);
  assert.equal(world.on, "a");
  world.slides.resume();
  await world.clock.pass(3_999);
  assert.equal(world.on, "a");
  await world.clock.pass(1);
  assert.equal(world.on, null);
});

test("somebody who goes on by hand is rid of the slide at once", async () => {
  const world = wall([slide("a", { every: 1 })]);
  world.slides.takes(false);
  world.slides.takes(false);
  world.slides.cut();
  assert.deepEqual([world.on, world.done], [null, 0], "the one who cuts knows what comes");
});

test("a wall without slides keeps no timer", () => {
  assert.equal(wall([]).clock.timers, 0);
});

/** A director whose photos have slides between them. */
async function directed(slides, count) {
  const world = setUp();
  const show = wall(slides, world.clock);
  show.slides.hearTime(world.clock.now());
  world.interlude = (isNew) => show.slides.takes(isNew);
  show.goOn = () => world.director.resume();
  world.director.begin(photos(count));
  await settled();
  return { world, show };
}

test("with one photo at a time a slide comes in the place of the next photo, which follows it", async () => {
  const { world, show } = await directed([slide("a", { every: 2, seconds: 5 })], 6);
  // The first two changes are photos, and the slide takes the third.
  await world.clock.pass(2 * STAY_MS);
  assert.deepEqual([world.shown.length, show.on], [3, null]);
  await world.clock.pass(STAY_MS);
  assert.deepEqual([world.shown.length, show.on], [3, "a"]);
  world.director.arrive(photo(7));
  await world.clock.pass(LEAST_MS);
  assert.deepEqual([world.on, show.on], ["photo-7", null]);
});

test("a new photo whose picture did not come at first does not wait for the end of the slide", async () => {
  const { world, show } = await directed([slide("a", { every: 1, seconds: 120 })], 6);
  await world.clock.pass(2 * STAY_MS);
  assert.equal(show.on, "a");
  world.isAway = true;
  world.director.arrive(photo(7));
  await settled();
  world.isAway = false;
  await world.clock.pass(60_000);
  assert.ok(world.shown.some(({ id }) => id === "photo-7"));
});

test("a countdown says days, then hours, minutes and seconds", () => {
  const written = [0, -5, 1, 59_000, 60_000, 3_599_001, 47 * 3_600_000, 48 * 3_600_000, 100 * 3_600_000].map(timeLeft);
  assert.deepEqual(
    written.map(({ days, clock }) => clock || days),
    ["0:00", "0:00", "0:01", "0:59", "1:00", "1:00:00", "47:00:00", 2, 4],
  );
});

test("a slide that asks for a task comes only while there is one to ask for", () => {
  const world = wall([slide("ask", { kind: "task", every: 1 })]);
  for (let turn = 0; turn < 3; turn += 1) assert.equal(world.slides.takes(false), false);
  world.hasTask = true;
  assert.equal(world.slides.takes(false), true);
  assert.equal(world.on, "ask");
});
