/** The show's director: new ones at once, gone ones at once, and always something on. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { NEW_STAY_MS, STAY_MS } from "../../static/js/models/pace.js";
import { MOST_LOADED } from "../../static/js/models/pictures.js";
import { Supply } from "../../static/js/models/supply.js";
import { photo, photos, settled } from "./fakes.js";
import { began, setUp } from "./wall_world.js";

test("it begins at once and then goes round at its pace", async () => {
  const world = await began(6);
  assert.equal(world.shown.length, 1);
  await world.clock.pass(3 * STAY_MS);
  assert.equal(world.shown.length, 4);
  assert.equal(world.shown[1].at - world.shown[0].at, STAY_MS);
});

test("a new photo takes the screen as soon as its picture is there, and stays", async () => {
  const world = await began(6);
  world.director.arrive(photo(7));
  await settled();
  assert.deepEqual([world.on, world.shown.at(-1).isNew], ["photo-7", true]);
  await world.clock.pass(NEW_STAY_MS - 1);
  assert.equal(world.on, "photo-7");
  await world.clock.pass(1);
  assert.notEqual(world.on, "photo-7");
});

test("a new photo waits for its picture while the one before stays on", async () => {
  const world = await began(6);
  const before = world.on;
  world.hangs = true;
  world.director.arrive(photo(7));
  await world.clock.pass(5000);
  assert.equal(world.on, before);
});

test("of fifty that come at once each is shown once as new, and stays long enough to be seen", async () => {
  const world = await began(6);
  for (let n = 7; n < 57; n += 1) world.director.arrive(photo(n));
  await world.clock.pass(150_000);
  const news = world.shown.filter(({ isNew }) => isNew);
  assert.deepEqual(news.map(({ id }) => id), Array.from({ length: 50 }, (_, index) => `photo-${index + 7}`));
  for (const [index, { at }] of news.entries()) assert.ok(index === 0 || at - news[index - 1].at >= 2500);
});

test("new photos whose pictures do not come while the network is away are shown when it is back", async () => {
  const world = await began(6);
  world.isAway = true;
  for (let n = 7; n < 27; n += 1) world.director.arrive(photo(n));
  await world.clock.pass(120_000);
  assert.ok(world.shown.every(({ isNew }) => !isNew));
  world.isAway = false;
  world.director.recover();
  await world.clock.pass(120_000);
  assert.equal(world.shown.filter(({ isNew }) => isNew).length, 20);
});

test("a new photo that another one pushes aside comes on after it", async () => {
  const world = await began(3);
  for (const n of [7, 8, 9]) world.director.arrive(photo(n));
  world.director.showNow(photo(1));
  await world.clock.pass(60_000);
  for (const n of [7, 8, 9]) assert.equal(world.shown.filter(({ id, isNew }) => id === `photo-${n}` && isNew).length, 1);
});

test("photos that no screen has shown come between the others", async () => {
  const world = await began(30);
  for (const n of [2, 3]) world.turns.add(photo(n), { isFresh: false });
  await world.clock.pass(8 * STAY_MS);
  const olds = world.shown.filter(({ id }) => ["photo-2", "photo-3"].includes(id));
  assert.deepEqual(olds.slice(0, 2).map(({ isNew }) => isNew), [false, false]);
  assert.equal(world.turns.takeOld() ?? world.turns.takeOld(), null);
});

test("a photo that goes leaves the screen at once, and a loaded one takes its place", async () => {
  const world = await began(6);
  await world.clock.pass(STAY_MS);
  const gone = world.on;
  world.hangs = true;
  world.director.leave({ id: gone, change: 99, gone: true });
  assert.notEqual(world.on, gone);
  assert.deepEqual(world.forgotten, [gone]);
  await settled();
  assert.notEqual(world.on, null);
  assert.equal(world.pictures.loaded(world.show.find(world.on)) !== null, true);
});

test("a photo that goes while it is waiting, loading or next is never shown", async () => {
  const world = await began(2);
  for (const n of [7, 8, 9]) world.director.arrive(photo(n));
  for (const n of [9, 8, 7]) world.director.leave({ id: `photo-${n}`, change: 20 + n, gone: true });
  await world.clock.pass(120_000);
  assert.ok(world.shown.every(({ id }) => ["photo-1", "photo-2"].includes(id)));
});

test("when the last photo goes, nothing is left on, and the next one sent comes on", async () => {
  const world = await began(1);
  world.director.leave({ id: "photo-1", change: 5, gone: true });
  await world.clock.pass(60_000);
  assert.equal(world.on, null);
  world.director.arrive(photo(6));
  await settled();
  assert.equal(world.on, "photo-6");
});

test("new words come to the photo that is on, in its place", async () => {
  const world = await began(1);
  world.director.arrive(photo(1, { change: 2, caption: "new" }));
  assert.deepEqual(world.updated, [["photo-1", "new"]]);
  assert.equal(world.shown.length, 1);
});

test("without a network it goes round among what is loaded, and recovers", async () => {
  const world = await began(20);
  await world.clock.pass(5 * STAY_MS);
  const loaded = world.show.photos.filter((one) => world.pictures.loaded(one)).map(({ id }) => id);
  world.isAway = true;
  const before = world.shown.length;
  await world.clock.pass(20 * STAY_MS);
  const since = world.shown.slice(before);
  assert.ok(since.length >= 12, `${since.length} changes in 20 times`);
  assert.ok(since.every(({ id }) => loaded.includes(id)));
  world.isAway = false;
  world.director.recover();
  await world.clock.pass(20 * STAY_MS);
  assert.ok(new Set(world.shown.map(({ id }) => id)).size > loaded.length);
});

test("a network that hangs without an error does not stop the show either", async () => {
  const world = await began(20);
  await world.clock.pass(5 * STAY_MS);
  world.hangs = true;
  const before = world.shown.length;
  await world.clock.pass(30 * STAY_MS);
  assert.ok(world.shown.length - before >= 15, `${world.shown.length - before} changes in 30 times`);
});

test("photos that are taken down while they load are not taken for a network that is away", async () => {
  const world = await began(30);
  const supply = new Supply({ show: world.show, pictures: world.pictures, clock: world.clock });
  world.hangs = true;
  for (const n of [30, 29, 28]) {
    const renditions = [{ ...photo(n).renditions[0], url: "/media/new.jpg" }];
    const answer = supply.load(photo(n, { renditions }));
    world.show.remove(`photo-${n}`, 99);
    supply.tidy();
    assert.equal(await answer, null);
  }
  const picked = Array.from({ length: 20 }, () => supply.pick(null));
  assert.ok(picked.some((one) => world.pictures.loaded(one) === null));
});

test("one broken file is left out and tried again later", async () => {
  const world = await began(3);
  world.isAway = true;
  world.director.arrive(photo(4));
  await settled();
  world.isAway = false;
  assert.notEqual(world.on, "photo-4");
  await world.clock.pass(30 * STAY_MS);
  assert.ok(world.shown.some(({ id }) => id === "photo-4"));
});

test("a show whose first pictures do not come tries again by itself", async () => {
  const world = setUp();
  world.isAway = true;
  world.director.begin(photos(1));
  await settled();
  world.isAway = false;
  await world.clock.pass(40_000);
  assert.equal(world.on, "photo-1");
});

test("paused it stays, resumed it goes on; forward and back go by hand", async () => {
  const world = await began(6);
  const first = world.on;
  world.director.pause();
  await world.clock.pass(10 * STAY_MS);
  assert.equal(world.on, first);
  world.director.forward();
  await settled();
  const second = world.on;
  assert.notEqual(second, first);
  world.director.back();
  await settled();
  assert.equal(world.on, first);
  await world.clock.pass(10 * STAY_MS);
  assert.equal(world.on, first);
  world.director.resume();
  await world.clock.pass(STAY_MS);
  assert.notEqual(world.on, first);
});

test("a fresh list keeps what is on if it is still there, and takes it off if it is not", async () => {
  const world = await began(1);
  world.director.begin(photos(3));
  await settled();
  assert.equal(world.on, "photo-1");
  world.director.begin([photo(9)]);
  await settled();
  assert.equal(world.on, "photo-9");
});

test("a fresh list keeps what is still loading to come on first", async () => {
  const world = setUp();
  world.director.begin([photo(1)]);
  world.director.begin(photos(3));
  await settled();
  assert.equal(world.on, "photo-1");
});

test("after a long evening it holds no more pictures and timers than in the first minutes", async () => {
  const world = await began(50);
  for (let n = 51; n <= 400; n += 1) {
    world.director.arrive(photo(n));
    if (n % 3 === 0) world.director.leave({ id: `photo-${n - 1}`, change: 1000 + n, gone: true });
    await world.clock.pass(1500);
  }
  assert.ok(world.pictures.size <= MOST_LOADED, `${world.pictures.size} pictures`);
  await world.clock.pass(STAY_MS);
  assert.ok(world.clock.timers <= 2, `${world.clock.timers} timers`);
  assert.ok(world.shown.every(({ src }) => src));
});

/** The same photo after an edit, or after its original has come. */
function remade(one, change, values = {}) {
  const renditions = one.renditions.map((each) => ({ ...each, url: `${each.url}?${change}` }));
  return { ...one, ...values, change, renditions };
}

test("a photo that is edited while it is on swaps once its new picture is there, and keeps its time", async () => {
  const world = await began(6);
  const [before] = world.shown;
  const edited = remade(world.show.find(world.on), 100);
  world.director.arrive(edited);
  await settled();
  assert.deepEqual([world.shown.length, world.shown[1].id, world.shown[1].src], [2, before.id, edited.renditions.find(({ name }) => name === "wall").url]);
  await world.clock.pass(STAY_MS);
  assert.notEqual(world.on, before.id);
  assert.equal(world.shown[2].at - before.at, STAY_MS);
});

test("the same photo from its original comes at its next turn, without a swap", async () => {
  const coming = photos(6).map((one) => ({ ...one, original: "coming" }));
  const world = await began(coming);
  world.director.arrive(remade(world.show.find(world.on), 100, { original: "kept" }));
  await settled();
  assert.equal(world.shown.length, 1);
});

test("what was to come next is fetched anew when it is edited, so that nothing cut away is seen", async () => {
  const world = await began(2);
  const next = world.show.find(world.director.nextId);
  world.director.arrive(remade(next, 100));
  await world.clock.pass(STAY_MS);
  assert.deepEqual([world.on, world.shown.at(-1).src.endsWith("?100")], [next.id, true]);
});

test("while the board has the wall and nothing on, the photo stays, and leaves when it is taken down", async () => {
  const world = await began(3);
  const { on } = world;
  world.director.rest();
  await world.clock.pass(60_000);
  assert.equal(world.on, on);
  assert.ok(world.director.holds(on));
  world.director.forget(on);
  assert.equal(world.on, null);
  assert.ok(!world.director.holds(on));
});

test("a photo that waited for the board goes on when the board gives the wall back", async () => {
  const world = await began(3);
  world.director.rest();
  world.director.wake();
  await world.clock.pass(60_000);
  assert.ok(world.shown.length > 3);
  world.director.rest();
  world.director.giveWay();
  assert.equal(world.on, null);
});
