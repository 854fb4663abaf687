/** The pictures that are kept for a server that is away: the newest hundred, and nothing that was taken down. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { KeptPictures, MOST_KEPT } from "../../static/js/models/kept_pictures.js";
import { isRebuildDue } from "../../static/js/models/rebuild.js";
import { photos } from "./fakes.js";

/** A keeper, what it asked for, and a show of so many photos. */
function setUp(count) {
  const world = { asked: [], isAway: false, list: photos(count).sort((a, b) => b.position - a.position) };
  world.kept = new KeptPictures({
    fetchBytes: async (url) => {
      world.asked.push(url);
      await world.meanwhile?.();
      return world.isAway ? null : new Blob([url]);
    },
  });
  world.find = (id) => world.list.find((one) => one.id === id) ?? null;
  world.keep = async (times = 1) => {
    for (let time = 0; time < times; time += 1) await world.kept.keepOne(world.list, world.find);
  };
  return world;
}

test("the newest hundred are kept, each asked for once", async () => {
  const world = setUp(MOST_KEPT + 30);
  await world.keep(MOST_KEPT + 60);
  assert.equal(world.kept.size, MOST_KEPT);
  assert.equal(new Set(world.asked).size, world.asked.length);
  assert.ok(world.kept.find(world.list[0]));
  assert.equal(world.kept.find(world.list[MOST_KEPT]), null);
});

test("older ones give way to new ones", async () => {
  const world = setUp(MOST_KEPT + 1);
  const newest = world.list.shift();
  await world.keep(MOST_KEPT);
  const oldest = world.list.at(-1);
  assert.ok(world.kept.find(oldest));
  world.list.unshift(newest);
  await world.keep();
  assert.ok(world.kept.find(newest));
  assert.equal(world.kept.find(oldest), null);
});

test("a photo that is taken down is forgotten, also while its bytes are on their way", async () => {
  const world = setUp(3);
  await world.keep();
  const [first, second] = world.list;
  world.kept.drop(first.id);
  assert.equal(world.kept.find(first), null);
  world.list.shift();
  world.meanwhile = () => world.list.shift();
  await world.keep();
  assert.equal(world.kept.find(second), null);
});

test("a photo that was edited is asked for anew, and its old picture is not shown", async () => {
  const world = setUp(1);
  await world.keep();
  const edited = structuredClone(world.list[0]);
  for (const one of edited.renditions) one.url += "-2";
  world.list = [edited];
  assert.equal(world.kept.find(edited), null);
  await world.keep();
  assert.ok(world.kept.find(edited));
  assert.equal(world.kept.size, 1);
});

test("what did not come is not asked for again until the server is back", async () => {
  const world = setUp(2);
  world.isAway = true;
  await world.keep(9);
  assert.equal(world.asked.length, 2);
  world.isAway = false;
  world.kept.recover();
  await world.keep(2);
  assert.equal(world.kept.size, 2);
});

test("a wall builds itself anew after a day or when its memory has grown, and never twice in a moment", () => {
  const hour = 3_600_000;
  const due = (ageMs, memoryMb = 0, chance = 0) => isRebuildDue({ ageMs, memoryMb, chance });
  assert.deepEqual([due(23 * hour), due(24.1 * hour), due(24.1 * hour, 0, 0.9), due(25.1 * hour, 0, 0.9)], [false, true, false, true]);
  assert.deepEqual([due(hour, 390), due(hour, 410), due(hour / 3, 900)], [false, true, false]);
});
