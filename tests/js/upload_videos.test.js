/** Videos on their way: one without a copy to go ahead waits like an original, and none goes where none is taken. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { UploadQueue } from "../../static/js/models/upload_queue.js";
import { GoesWhole } from "../../static/js/models/upload_step.js";

const PHOTO = { id: "p1", caption: "", original: "kept" };
const COPY = { ...PHOTO, original: "coming" };
const settled = () => new Promise((resolve) => setImmediate(resolve));
const file = (name) => ({ name, size: 10, lastModified: 1 });

/** A queue on which files named "whole" have no copy. Every step is answered by the test. */
function makeQueue() {
  const world = { steps: [], takesVideos: true, keys: 0 };
  const step = (kind) => (upload, onProgress) =>
    new Promise((resolve, reject) => world.steps.push({ kind, name: upload.file.name, onProgress, resolve, reject }));
  const show = step("show");
  world.queue = new UploadQueue({
    show: async (upload, onProgress) => {
      if (upload.file.name.startsWith("whole") && !upload.goesWhole) throw new GoesWhole();
      return show(upload, onProgress);
    },
    sendOriginal: step("original"),
    mayGo: async () => true,
    keep: () => {},
    onGone: () => {},
    author: () => "Ben",
    consent: () => "",
    isPrivate: () => false,
    task: () => "",
    makeKey: () => `key-${(world.keys += 1)}`,
    flawOf: () => (world.takesVideos ? "" : "videos-off"),
    onChange: () => {},
    onOpenness: () => {},
  });
  return world;
}

/** Send files, and let everything go as far as it does by itself. */
async function send(world, ...names) {
  world.queue.add(names.map(file));
  world.queue.sendPicked();
  await settled();
}

const under = ({ steps }) => steps.map(({ kind, name }) => `${kind} ${name}`);

test("a video without a copy lets all copies go first", async () => {
  const world = makeQueue();
  await send(world, "whole", "a", "b");
  assert.deepEqual(under(world), ["show a", "show b"]);
  world.steps[0].resolve(COPY);
  await settled();
  assert.deepEqual(under(world), ["show a", "show b"]);
  world.steps[1].resolve(COPY);
  await settled();
  assert.equal(under(world)[2], "show whole");
});

test("it is held back with the originals, and goes when they may", async () => {
  const world = makeQueue();
  world.queue.holdsOriginals = true;
  await send(world, "whole");
  assert.deepEqual(under(world), []);
  assert.deepEqual([world.queue.uploads[0].state, world.queue.toFollow.length], ["waiting", 1]);
  world.queue.holdsOriginals = false;
  await settled();
  assert.deepEqual(under(world), ["show whole"]);
  world.steps[0].resolve(PHOTO);
  await settled();
  assert.deepEqual([world.queue.uploads[0].state, world.queue.uploads[0].original], ["sent", "kept"]);
  assert.equal(world.queue.toFollow.length, 0);
});

test("it does not go during a break, though originals do", async () => {
  const world = makeQueue();
  await send(world, "a");
  world.steps[0].resolve(COPY);
  await settled();
  world.queue.setOpen(false);
  await send(world, "whole");
  assert.deepEqual(under(world), ["show a", "original a"]);
  world.queue.setOpen(true);
  await settled();
  assert.deepEqual(under(world), ["show a", "original a", "show whole"]);
});

test("a copy that is picked meanwhile does not wait for it", async () => {
  const world = makeQueue();
  await send(world, "whole");
  await send(world, "a");
  assert.deepEqual(under(world), ["show whole", "show a"]);
});

test("when videos are turned off after picking, not even a picture of one is sent", async () => {
  const world = makeQueue();
  world.queue.add([file("a")]);
  world.takesVideos = false;
  world.queue.sendPicked();
  await settled();
  const [upload] = world.queue.uploads;
  assert.deepEqual([upload.state, upload.reason, under(world)], ["failed", "videos-off", []]);
  world.takesVideos = true;
  world.queue.retry(upload);
  await settled();
  assert.deepEqual(under(world), ["show a"]);
});
