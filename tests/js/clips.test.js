/** Clips on the wall: each plays once and for its length, and none of them holds up the show. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_MS, STALLED_MS, STARTS_WITHIN_MS } from "../../static/js/models/clip.js";
import { CLIP_LEAST_MS, CLIP_SHARED_MS, NEW_STAY_MS, STAY_MS } from "../../static/js/models/pace.js";
import { clip, photo, settled } from "./fakes.js";
import { began } from "./wall_world.js";

/** A wall of two photos on which a new clip, number 9, has just begun. */
async function withClip(more = {}) {
  const world = await began(2);
  world.director.arrive(clip(9, more));
  await settled();
  assert.equal(world.on, "photo-9");
  return world;
}

/** Let a clip play for so long. */
async function run(world, ms) {
  for (let at = 0; at < ms; at += 250) {
    await world.clock.pass(250);
    world.playing?.run();
  }
}

test("a clip stays for its length and not for a photo's time", async () => {
  const world = await withClip();
  await run(world, NEW_STAY_MS + 9000);
  assert.equal(world.on, "photo-9");
  world.playing.finish();
  assert.notEqual(world.on, "photo-9");
});

test("it is muted, inline, and plays at once and only once", async () => {
  const world = await withClip();
  const { muted, playsInline, paused, loop, src } = world.playing;
  assert.deepEqual([muted, playsInline, paused, loop ?? false], [true, true, false, false]);
  assert.equal(src, "/media/9/clip.mp4");
});

test("the hosts let clips be heard: the one that is on, and all that follow, until they do not", async () => {
  const world = await withClip();
  world.clips.setSound(true);
  assert.deepEqual([world.playing.muted, world.playing.paused], [false, false]);
  world.playing.finish();
  world.director.arrive(clip(10));
  await run(world, NEW_STAY_MS);
  assert.deepEqual([world.on, world.playing.muted], ["photo-10", false]);
  world.clips.setSound(false);
  assert.deepEqual([world.playing.muted, world.playing.paused], [true, false]);
});

test("on a screen that nobody has touched clips move without sound, and never stand still for it", async () => {
  const world = await began(2);
  world.isTouched = false;
  world.director.arrive(clip(9));
  await settled();
  world.clips.setSound(true);
  await settled();
  assert.deepEqual([world.playing.muted, world.playing.paused], [true, false]);
  world.playing.finish();
  world.director.arrive(clip(10));
  await run(world, NEW_STAY_MS);
  assert.deepEqual([world.on, world.playing.muted, world.playing.paused], ["photo-10", true, false]);
});

test("a very short clip stands on its last picture for a moment", async () => {
  const world = await withClip();
  await run(world, 1000);
  world.playing.finish();
  assert.equal(world.on, "photo-9");
  await world.clock.pass(CLIP_LEAST_MS - 1000);
  assert.notEqual(world.on, "photo-9");
});

test("a clip that does not begin is left as a still, and the show goes on in a photo's time", async () => {
  const world = await withClip();
  const { playing } = world;
  await world.clock.pass(STARTS_WITHIN_MS);
  assert.equal(playing.paused, true);
  await world.clock.pass(NEW_STAY_MS - STARTS_WITHIN_MS - 1);
  assert.equal(world.on, "photo-9");
  await world.clock.pass(1);
  assert.notEqual(world.on, "photo-9");
});

test("a clip that stalls half-way gives way as soon as that is clear", async () => {
  const world = await withClip();
  await run(world, NEW_STAY_MS + 2000);
  await world.clock.pass(STALLED_MS - 1);
  assert.equal(world.on, "photo-9");
  await world.clock.pass(1);
  assert.notEqual(world.on, "photo-9");
});

test("a short stall is waited for", async () => {
  const world = await withClip();
  await run(world, NEW_STAY_MS + 1000);
  await world.clock.pass(STALLED_MS - 500);
  await run(world, 3000);
  assert.equal(world.on, "photo-9");
});

test("events that bring no new picture do not keep a stalled clip alive", async () => {
  const world = await withClip();
  await run(world, NEW_STAY_MS + 1000);
  for (let second = 0; second < 4 && world.playing; second += 1) {
    world.playing.run(0);
    await world.clock.pass(1000);
  }
  assert.notEqual(world.on, "photo-9");
});

test("a clip without an end is cut", async () => {
  const world = await withClip();
  await run(world, MOST_MS);
  assert.notEqual(world.on, "photo-9");
});

for (const fails of ["before", "after"]) {
  test(`a clip that breaks ${fails} it begins is a still`, async () => {
    const world = await withClip();
    if (fails === "after") await run(world, 500);
    world.playing.break();
    assert.equal(world.on, "photo-9");
    await world.clock.pass(NEW_STAY_MS);
    assert.notEqual(world.on, "photo-9");
  });
}

test("a browser that lets nothing play by itself shows stills", async () => {
  const world = await began(2);
  world.forbidsPlaying = true;
  world.director.arrive(clip(9));
  await settled();
  await settled();
  assert.equal(world.on, "photo-9");
  await world.clock.pass(NEW_STAY_MS);
  assert.notEqual(world.on, "photo-9");
});

test("a new photo waits for a new clip, but not to its end", async () => {
  const world = await withClip();
  await run(world, 1000);
  world.director.arrive(photo(10));
  await run(world, CLIP_SHARED_MS - 1500);
  assert.equal(world.on, "photo-9");
  await run(world, 500);
  assert.equal(world.on, "photo-10");
});

test("a clip that the show came back to gives way to a new photo at once", async () => {
  const world = await began([clip(1), photo(2)]);
  while (world.on !== "photo-1") await world.clock.pass(1000);
  world.director.arrive(photo(3));
  await settled();
  assert.equal(world.on, "photo-3");
});

test("a clip that was taken down leaves while it plays", async () => {
  const world = await withClip();
  await run(world, 1000);
  world.director.leave({ id: "photo-9", change: 99, gone: true });
  assert.notEqual(world.on, "photo-9");
  assert.equal(world.playing, null);
});

test("what a clip does after it left the screen changes nothing, and nobody watches it", async () => {
  const world = await withClip();
  await run(world, 1000);
  const { playing } = world;
  world.director.forward();
  await settled();
  const { on } = world;
  assert.equal(world.clock.timers, 1);
  playing.finish();
  playing.break();
  await world.clock.pass(STAY_MS - 1);
  assert.equal(world.on, on);
});

test("a clip that arrives while its picture is on waits for the next turn", async () => {
  const world = await withClip({ hasClip: false });
  world.director.arrive(clip(9, { change: 20 }));
  await settled();
  assert.deepEqual([world.on, world.playing], ["photo-9", null]);
  await world.clock.pass(NEW_STAY_MS);
  while (world.on !== "photo-9") await world.clock.pass(1000);
  assert.equal(world.playing.src, "/media/9/clip.mp4");
});

test("the only photo of the party plays its clip as soon as there is one, and once", async () => {
  const world = await began([clip(1, { hasClip: false })]);
  world.director.arrive(clip(1, { change: 2 }));
  await settled();
  assert.equal(world.playing.paused, false);
  world.playing.finish();
  world.director.arrive(clip(1, { change: 3, caption: "words" }));
  await world.clock.pass(60_000);
  assert.equal(world.videos.length, 1);
});

test("only the next clip is fetched ahead, and let go when something else comes first", async () => {
  const world = await began([clip(1), photo(2)]);
  await world.clock.pass(100);
  if (world.on === "photo-1") world.playing.finish();
  await world.clock.pass(CLIP_LEAST_MS);
  assert.equal(world.on, "photo-2");
  const ahead = world.videos.at(-1);
  assert.deepEqual([ahead.src, ahead.paused], ["/media/1/clip.mp4", true]);
  world.director.arrive(photo(3));
  await settled();
  assert.equal(ahead.isFreed, true);
});

test("paused, a clip stands still; resumed, it goes on to its end", async () => {
  const world = await withClip();
  await run(world, 1000);
  world.director.pause();
  assert.equal(world.playing.paused, true);
  await world.clock.pass(120_000);
  assert.equal(world.on, "photo-9");
  world.director.resume();
  assert.equal(world.playing.paused, false);
  await run(world, 3000);
  assert.equal(world.on, "photo-9");
  world.playing.finish();
  assert.notEqual(world.on, "photo-9");
});

test("after an evening of clips there are no more timers and videos than in the first minutes", async () => {
  const world = await began(5);
  for (let n = 6; n < 80; n += 1) {
    world.director.arrive(clip(n));
    await run(world, 2000);
    if (n % 3 === 0) world.playing?.finish();
    if (n % 4 === 0) world.director.leave({ id: world.on, change: 1000 + n, gone: true });
  }
  await world.clock.pass(STAY_MS);
  assert.ok(world.clock.timers <= 4, `${world.clock.timers} timers`);
});
