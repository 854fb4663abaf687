/** The board: several photos at once, new ones soon, gone ones at once, and never an empty place for long. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Board } from "../../static/js/models/board.js";
import { layoutNamed } from "../../static/js/models/layouts/all.js";
import { fetchAll, MOST_OF_ALL } from "../../static/js/models/listing.js";
import { Replay } from "../../static/js/models/replay.js";
import { Show } from "../../static/js/models/show.js";
import { Turns } from "../../static/js/models/turns.js";
import { FakeClock, photo, photos, seeded, settled } from "./fakes.js";

const NAMES = ["pairs", "mosaic", "pile", "spotlight", "timeline"];

/** A board without a browser, and what its view was told. */
async function began(name, count) {
  const clock = new FakeClock();
  const world = { clock, on: [], laid: [], loads: [], isAway: false, kept: new Set() };
  const view = {
    size: () => ({ width: 1920, height: 1080 }),
    load: async ({ id }) => {
      world.loads.push(id);
      return !world.isAway || world.kept.has(id);
    },
    isKept: ({ id }) => world.kept.has(id) || world.on.includes(id),
    lay: (cells) => {
      world.on = cells.map(({ photo: { id } }) => id);
      world.laid.push({ at: clock.now(), on: world.on, fresh: cells.find(({ isNew }) => isNew)?.photo.id ?? null });
    },
    write: () => {},
  };
  const show = new Show({ random: seeded(5) });
  show.replaceAll(photos(count));
  world.board = new Board({ show, turns: new Turns({ clock }), view, fetchAll: async () => photos(count), clock });
  await world.board.start(layoutNamed(name), 1);
  await settled();
  return world;
}

for (const name of NAMES) {
  test(`${name}: it fills the screen and then goes round`, async () => {
    const world = await began(name, 40);
    assert.ok(world.on.length > 0);
    const before = world.laid.length;
    await world.clock.pass(60_000);
    assert.ok(world.laid.length > before + 4, `it changed ${world.laid.length - before} times in a minute`);
    assert.equal(new Set(world.on).size, world.on.length, "no photo is on twice");
  });

  test(`${name}: a new photo is on within two seconds`, async () => {
    const world = await began(name, 20);
    await world.clock.pass(10_000);
    world.board.arrive(photo(99));
    await world.clock.pass(2_000);
    assert.ok(world.on.includes("photo-99"));
    assert.equal(world.laid.find(({ on }) => on.includes("photo-99")).fresh, "photo-99");
  });

  test(`${name}: a photo that is taken down leaves at once and never comes back`, async () => {
    const world = await began(name, 20);
    const gone = world.on[0];
    world.board.leave({ id: gone, change: 1000, gone: true });
    assert.ok(!world.on.includes(gone));
    const after = world.laid.length;
    await world.clock.pass(600_000);
    assert.ok(world.laid.slice(after).every(({ on }) => !on.includes(gone)));
    assert.ok(world.on.length > 0);
  });

  test(`${name}: with no network what is on stays on`, async () => {
    const world = await began(name, 20);
    const before = world.on;
    world.isAway = true;
    await world.clock.pass(60_000);
    assert.ok(world.on.length > 0);
    assert.ok(world.on.every((id) => before.includes(id)));
    world.isAway = false;
    world.board.recover();
    await world.clock.pass(60_000);
    assert.ok(world.on.some((id) => !before.includes(id)));
  });

  test(`${name}: while the server is away it goes round what is kept, also while new photos wait`, async () => {
    const world = await began(name, 300);
    for (let n = 260; n < 280; n += 1) world.kept.add(`photo-${n}`);
    world.isAway = true;
    for (let n = 301; n < 341; n += 1) world.board.arrive(photo(n));
    const before = world.laid.length;
    await world.clock.pass(300_000);
    const times = world.laid.slice(before).map(({ at }) => at);
    assert.ok(times.length > 12, `it changed ${times.length} times in five minutes`);
    const waits = times.slice(1).map((at, index) => at - times[index]);
    assert.ok(Math.max(...waits) < 45_000, `and stood still for ${Math.max(...waits) / 1000} s`);
  });

  test(`${name}: paused nothing changes, and it goes on after that`, async () => {
    const world = await began(name, 20);
    world.board.pause();
    const before = world.laid.length;
    await world.clock.pass(120_000);
    assert.equal(world.laid.length, before);
    world.board.resume();
    await world.clock.pass(30_000);
    assert.ok(world.laid.length > before);
  });

  test(`${name}: one photo, then none, then one again`, async () => {
    const world = await began(name, 1);
    assert.deepEqual(world.on, ["photo-1"]);
    await world.clock.pass(60_000);
    assert.deepEqual(world.on, ["photo-1"]);
    world.board.leave({ id: "photo-1", change: 1000, gone: true });
    assert.deepEqual(world.on, []);
    await world.clock.pass(30_000);
    world.board.arrive(photo(7));
    await world.clock.pass(5_000);
    assert.deepEqual(world.on, ["photo-7"]);
  });
}

test("when many come at once everyone has a turn before anyone has a second one", async () => {
  const world = await began("mosaic", 20);
  for (let n = 0; n < 5; n += 1) world.board.arrive({ ...photo(100 + n), sender: "eager" });
  world.board.arrive({ ...photo(110), sender: "patient" });
  await world.clock.pass(5_000);
  const fresh = world.laid.flatMap((laid) => laid.fresh ?? []);
  assert.ok(fresh.indexOf("photo-110") <= 1, `${fresh}`);
});

test("a photo that is to be shown now is the next one", async () => {
  const world = await began("spotlight", 20);
  world.board.showNow(photo(3));
  await settled();
  assert.equal(world.on[0], "photo-3");
  assert.equal(world.board.newest, "photo-3");
});

test("the night is replayed in the order in which it was taken, none left out, in the time that is given", () => {
  const replay = new Replay();
  const night = photos(30).map((one, index) => ({ ...one, taken_at: new Date(1e12 + ((index * 7) % 30) * 60_000).toISOString() }));
  replay.set(night);
  const seen = Array.from({ length: 30 }, () => replay.next(2));
  assert.deepEqual(seen.map(({ taken_at }) => taken_at), night.map(({ taken_at }) => taken_at).sort());
  assert.equal(replay.next(2).id, seen[0].id, "it begins again");
  assert.equal(replay.stayMs(2), 4000);
  replay.remove(seen[0].id);
  assert.equal(replay.next(2).id, seen[1].id, "a takedown skips nobody");
});

for (const count of [799, 800, 801, 1_150, 3_000]) {
  test(`a night of ${count} photos takes twenty minutes, and in later rounds everybody's photo has come`, () => {
    const replay = new Replay();
    replay.set(photos(count));
    const came = new Set();
    const rounds = [];
    for (let before = Infinity; rounds.length < 6; ) {
      const { id, position } = replay.next(20);
      if (position < before) rounds.push(0);
      before = position;
      came.add(id);
      rounds[rounds.length - 1] += replay.stayMs(20);
    }
    for (const tookMs of rounds.slice(0, -1)) assert.equal(Math.round(tookMs / 60_000), 20);
    assert.ok(came.size > 0.95 * count, `${came.size} of ${count}`);
  });
}

test("a replay whose night could not be fetched has it as soon as the server is back, without what was taken down", async () => {
  const night = photos(500);
  let isAway = true;
  const replay = new Replay({ fetchAll: async () => (isAway ? null : night), isGone: ({ id }) => id === "photo-7" });
  replay.begin(night.slice(-30));
  await settled();
  assert.equal(replay.stayMs(20), 20_000, "thirty photos");
  isAway = false;
  await replay.complete();
  assert.equal(Math.round(replay.stayMs(20)), Math.round((20 * 60_000) / 499));
  assert.ok(!replay.has("photo-7"));
  replay.end();
  assert.ok(!replay.has("photo-8"), "nothing is kept");
});

test("of a very long night an even part is fetched, from its end to its beginning", async () => {
  const newest = 23_456;
  const page = async (url) => {
    const from = Number(/before=(\d*)/.exec(url)[1] || newest + 1);
    const list = Array.from({ length: Math.min(100, from - 1) }, (_, index) => ({ position: from - 1 - index }));
    return { photos: list, before: from > 101 ? from - 100 : null };
  };
  const found = await fetchAll(page);
  assert.ok(found.length > MOST_OF_ALL / 2 && found.length <= MOST_OF_ALL);
  const steps = new Set(found.slice(1).map(({ position }, index) => found[index].position - position));
  assert.deepEqual([...steps], [8]);
  assert.equal(found[0].position, newest);
  assert.ok(found.at(-1).position <= 8);
});
