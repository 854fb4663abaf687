import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Refused, Unreachable } from "../../static/js/helpers/http.js";
import { Unreadable } from "../../static/js/helpers/send_photo.js";
import { MOST_SENT, MOST_UNSENT, UploadQueue } from "../../static/js/models/upload_queue.js";

const PHOTO = { id: "p1", caption: "" };

/** A queue, and the tries that its photos make: each is answered by the test. */
function makeQueue({ maxBytes = 1000 } = {}) {
  const tries = [];
  const openness = [];
  let keys = 0;
  const queue = new UploadQueue({
    send: (photo, onProgress) =>
      new Promise((resolve, reject) => tries.push({ ...photo, onProgress, resolve, reject })),
    author: () => "Ben",
    makeKey: () => `key-${(keys += 1)}`,
    maxBytes,
    onChange: () => {},
    onOpenness: (isOpen, message) => openness.push([isOpen, message]),
  });
  return { queue, tries, openness };
}

const file = (name, size = 10) => ({ name, size, lastModified: 1 });
const settled = () => new Promise((resolve) => setImmediate(resolve));
const states = (queue) => queue.uploads.map((upload) => upload.state);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("nothing is sent before the guest says so", () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  assert.equal(tries.length, 0);
  assert.equal(queue.hasUnsent, true);
});

test("two are under way at a time, the oldest first", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a"), file("b"), file("c")]);
  queue.sendPicked();
  assert.deepEqual(tries.map((one) => one.file.name), ["a", "b"]);
  tries[1].resolve(PHOTO);
  await settled();
  assert.deepEqual(tries.map((one) => one.file.name), ["a", "b", "c"]);
  assert.deepEqual(states(queue), ["sending", "sent", "sending"]);
});

test("a double tap sends each photo once", () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  queue.sendPicked();
  assert.equal(tries.length, 1);
});

test("a lost answer is tried again under the same key", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  tries[0].reject(new Unreachable());
  await settled();
  assert.deepEqual([states(queue), queue.pause?.why], [["waiting"], "network"]);
  mock.timers.tick(1000);
  assert.equal(tries.length, 2);
  assert.equal(tries[1].key, tries[0].key);
});

test("the network coming back ends the wait at once", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  tries[0].reject(new Unreachable());
  await settled();
  queue.wake();
  assert.equal(tries.length, 2);
});

test("a refusal gives up with the server's sentence and lets the next one go", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a"), file("b"), file("c")]);
  queue.sendPicked();
  tries[0].reject(new Refused(415, "NOT_A_PICTURE", "This isn’t a photo."));
  await settled();
  assert.deepEqual(states(queue), ["failed", "sending", "sending"]);
  assert.equal(queue.uploads[0].message, "This isn’t a photo.");
});

test("closed uploads keep the photos, and the host's opening sends them", async () => {
  const { queue, tries, openness } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  tries[0].reject(new Refused(403, "UPLOADS_CLOSED", "Back after the speeches"));
  await settled();
  assert.deepEqual(states(queue), ["waiting"]);
  assert.deepEqual(openness, [[false, "Back after the speeches"]]);
  queue.wake();
  assert.equal(tries.length, 1, "the network has nothing to do with it");
  queue.setOpen(true);
  assert.equal(tries.length, 2);
});

test("nothing starts after the feed said that uploads are closed", () => {
  const { queue, tries } = makeQueue();
  queue.setOpen(false);
  queue.add([file("a")]);
  queue.sendPicked();
  assert.equal(tries.length, 0);
  queue.setOpen(true);
  assert.equal(tries.length, 1);
});

test("a cookie that was not recognised is tried again at once, and only once", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  tries[0].reject(new Refused(401, "COOKIE_INVALID", "Who?"));
  await settled();
  assert.equal(tries.length, 2);
  tries[1].reject(new Refused(401, "COOKIE_INVALID", "Who?"));
  await settled();
  assert.deepEqual(states(queue), ["failed"]);
});

test("a busy server is left alone for as long as it asked", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  tries[0].reject(new Refused(503, "BUSY", "So many photos", 5));
  await settled();
  mock.timers.tick(4999);
  assert.equal(tries.length, 1);
  mock.timers.tick(1001);
  assert.equal(tries.length, 2);
});

test("a full disk is tried again, slowly", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  tries[0].reject(new Refused(507, "DISK_FULL", "No room", 60));
  await settled();
  mock.timers.tick(59_999);
  assert.equal(tries.length, 1);
  mock.timers.tick(15_001);
  assert.equal(tries.length, 2);
});

test("a fault is tried four times before the guest is asked", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  for (let number = 0; number < 4; number += 1) {
    tries[number].reject(new Refused(500, "FAULT", "Our side"));
    await settled();
    mock.timers.tick(30_000);
  }
  assert.deepEqual([tries.length, states(queue)], [4, ["failed"]]);
  queue.retry(queue.uploads[0]);
  assert.equal(tries.length, 5);
});

test("a photo over the limit is never sent", () => {
  const { queue, tries } = makeQueue({ maxBytes: 100 });
  queue.add([file("a", 101)]);
  queue.sendPicked();
  assert.deepEqual([states(queue), queue.uploads[0].reason, tries.length], [["failed"], "too-large", 0]);
  assert.equal(queue.hasUnsent, false);
});

test("the same file picked again is the same photo", () => {
  const { queue } = makeQueue();
  queue.add([file("a")]);
  assert.equal(queue.add([file("a"), file("b")]).added.length, 1);
});

test("more than can be kept are counted, not dropped in silence", () => {
  const { queue } = makeQueue();
  const many = Array.from({ length: MOST_UNSENT + 3 }, (_, number) => file(`f${number}`));
  assert.equal(queue.add(many).tooMany, 3);
});

test("what is under way or sent cannot be removed", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  assert.equal(queue.remove(queue.uploads[0]), false);
  tries[0].resolve(PHOTO);
  await settled();
  assert.equal(queue.remove(queue.uploads[0]), false);
  assert.equal(queue.hasUnsent, false);
});

test("the caption that the server has is known after a lost answer", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.uploads[0].caption = "new  words ";
  queue.sendPicked();
  tries[0].resolve({ ...PHOTO, caption: "old words" });
  await settled();
  assert.equal(queue.uploads[0].savedCaption, "old words");
});

test("a photo that the phone no longer hands out is told apart from a missing network", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.sendPicked();
  tries[0].reject(new Unreadable());
  await settled();
  assert.deepEqual([states(queue), queue.uploads[0].reason, queue.pause], [["failed"], "unreadable", null]);
});

test("the oldest of many sent ones make room when more are picked", async () => {
  const { queue, tries } = makeQueue();
  queue.add(Array.from({ length: MOST_SENT + 1 }, (_, number) => file(`f${number}`)));
  queue.sendPicked();
  for (let number = 0; number <= MOST_SENT; number += 1) {
    tries[number].resolve(PHOTO);
    await settled();
  }
  const { forgotten } = queue.add([file("next")]);
  assert.deepEqual(forgotten.map((upload) => upload.file.name), ["f0"]);
  assert.equal(queue.uploads.length, MOST_SENT + 1);
});
