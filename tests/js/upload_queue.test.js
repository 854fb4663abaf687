import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, Unreachable } from "../../static/js/helpers/http.js";
import { Unreadable } from "../../static/js/helpers/send_photo.js";
import { MOST_SENT, MOST_UNSENT } from "../../static/js/models/upload_list.js";
import { tallyOf } from "../../static/js/models/tally.js";
import {
  COPY, NOTHING, PHOTO, answer, fail, file, later, makeQueue, send, sending, settled, states, withoutTime,
} from "./queue_world.js";

withoutTime();

test("nothing is sent before the guest says so", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  assert.equal(tries.length, 0);
  assert.equal(queue.wouldLose, true);
});

test("two are under way at a time, the oldest first", async () => {
  const { queue, tries } = await sending("a", "b", "c");
  assert.deepEqual(tries.map((one) => one.file.name), ["a", "b"]);
  await answer(tries[1], PHOTO);
  assert.deepEqual(tries.map((one) => one.file.name), ["a", "b", "c"]);
  assert.deepEqual(states(queue), ["sending", "sent", "sending"]);
});

test("a double tap sends each photo once", async () => {
  const { queue, tries } = await sending("a");
  queue.sendPicked();
  await settled();
  assert.equal(tries.length, 1);
});

test("a lost answer is tried again under the same key", async () => {
  const { queue, tries } = await sending("a");
  await fail(tries[0], new Unreachable());
  assert.deepEqual([states(queue), queue.pause?.why], [["waiting"], "network"]);
  await later(1000);
  assert.equal(tries.length, 2);
  assert.equal(tries[1].key, tries[0].key);
});

test("the network coming back ends the wait at once", async () => {
  const { queue, tries } = await sending("a");
  await fail(tries[0], new Unreachable());
  queue.wake();
  await settled();
  assert.equal(tries.length, 2);
});

test("a refusal gives up with the server's sentence and lets the next one go", async () => {
  const { queue, tries } = await sending("a", "b", "c");
  await fail(tries[0], new Refused(415, "NOT_A_PICTURE", "This isn’t a photo."));
  assert.deepEqual(states(queue), ["failed", "sending", "sending"]);
  assert.equal(queue.uploads[0].message, "This isn’t a photo.");
});

test("closed uploads keep the photos, and the host's opening sends them", async () => {
  const { queue, tries, openness } = await sending("a");
  await fail(tries[0], new Refused(403, "UPLOADS_CLOSED", "Back after the speeches"));
  assert.deepEqual(states(queue), ["waiting"]);
  assert.deepEqual(openness, [[false, "Back after the speeches"]]);
  queue.wake();
  await settled();
  assert.equal(tries.length, 1, "the network has nothing to do with it");
  queue.setOpen(true);
  await settled();
  assert.equal(tries.length, 2);
});

test("nothing starts after the feed said that uploads are closed", async () => {
  const { queue, tries } = makeQueue();
  queue.setOpen(false);
  await settled();
  await send(queue, "a");
  assert.equal(tries.length, 0);
  queue.setOpen(true);
  await settled();
  assert.equal(tries.length, 1);
});

test("a cookie that was not recognised is tried again at once, and only once", async () => {
  const { queue, tries } = await sending("a");
  await fail(tries[0], new Refused(401, "COOKIE_INVALID", "Who?"));
  assert.equal(tries.length, 2);
  await fail(tries[1], new Refused(401, "COOKIE_INVALID", "Who?"));
  assert.deepEqual(states(queue), ["failed"]);
});

test("a busy server is left alone for as long as it asked", async () => {
  const { queue, tries } = await sending("a");
  await fail(tries[0], new Refused(503, "BUSY", "So many photos", 5));
  await later(4999);
  assert.equal(tries.length, 1);
  await later(1001);
  assert.equal(tries.length, 2);
});

test("a full disk is tried again, slowly", async () => {
  const { queue, tries } = await sending("a");
  await fail(tries[0], new Refused(507, "DISK_FULL", "No room", 60));
  await later(59_999);
  assert.equal(tries.length, 1);
  await later(15_001);
  assert.equal(tries.length, 2);
});

test("a fault is tried four times before the guest is asked", async () => {
  const { queue, tries } = await sending("a");
  for (let number = 0; number < 4; number += 1) {
    await fail(tries[number], new Refused(500, "FAULT", "Our side"));
    await later(30_000);
  }
  assert.deepEqual([tries.length, states(queue)], [4, ["failed"]]);
  queue.retry(queue.uploads[0]);
  await settled();
  assert.equal(tries.length, 5);
});

test("a photo over the limit is never sent", async () => {
  const { queue, tries } = makeQueue({ maxBytes: 100 });
  queue.add([file("a", 101)]);
  queue.sendPicked();
  await settled();
  assert.deepEqual([states(queue), queue.uploads[0].reason, tries.length], [["failed"], "too-large", 0]);
  assert.equal(queue.wouldLose, false);
});

test("the same file picked again is the same photo", async () => {
  const { queue } = makeQueue();
  queue.add([file("a")]);
  assert.equal(queue.add([file("a"), file("b")]).added.length, 1);
});

test("more than can be kept are counted, not dropped in silence", async () => {
  const { queue } = makeQueue();
  const many = Array.from({ length: MOST_UNSENT + 3 }, (_, number) => file(`f${number}`));
  assert.equal(queue.add(many).tooMany, 3);
});

test("what is under way or sent cannot be removed", async () => {
  const { queue, tries } = await sending("a");
  assert.equal(queue.remove(queue.uploads[0]), false);
  await answer(tries[0], PHOTO);
  assert.equal(queue.remove(queue.uploads[0]), false);
  assert.equal(queue.wouldLose, false);
});

test("the caption that the server has is known after a lost answer", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("a")]);
  queue.uploads[0].caption = "new  words ";
  queue.sendPicked();
  await settled();
  await answer(tries[0], { ...PHOTO, caption: "old words" });
  assert.equal(queue.uploads[0].savedCaption, "old words");
});

test("a photo that the phone no longer hands out is told apart from a missing network", async () => {
  const { queue, tries } = await sending("a");
  await fail(tries[0], new Unreadable());
  assert.deepEqual([states(queue), queue.uploads[0].reason, queue.pause], [["failed"], "unreadable", null]);
});

test("the oldest of many sent ones make room when more are picked", async () => {
  const { queue, tries } = await sending(...Array.from({ length: MOST_SENT + 1 }, (_, number) => `f${number}`));
  for (let number = 0; number <= MOST_SENT; number += 1) await answer(tries[number], PHOTO);
  const { forgotten } = queue.add([file("next")]);
  assert.deepEqual(forgotten.map((upload) => upload.file.name), ["f0"]);
  assert.equal(queue.uploads.length, MOST_SENT + 1);
});

test("a tally counts what was sent together, and begins anew when all of that is finished", async () => {
  const { queue, tries } = makeQueue({ maxBytes: 100 });
  queue.add([file("a"), file("b"), file("c", 101)]);
  assert.deepEqual(tallyOf(queue.uploads), { ...NOTHING, picked: 2, failed: 1, total: 1 });
  queue.sendPicked();
  await settled();
  await answer(tries[0], PHOTO);
  assert.deepEqual(tallyOf(queue.uploads), { ...NOTHING, total: 3, up: 1, underWay: 1, failed: 1 });
  queue.remove(queue.uploads[2]);
  await answer(tries[1], { ...COPY, id: "p2" });
  assert.deepEqual(tallyOf(queue.uploads), { ...NOTHING, total: 2, up: 2, toFollow: 1 });
  queue.add([file("d")]);
  assert.equal(tallyOf(queue.uploads).up, 2, "an original is still to come");
  queue.remove(queue.uploads[2]);
  queue.follow({ ...PHOTO, id: "p2", change: 2 });
  queue.uploads[1].original = "kept";
  queue.add([file("d")]);
  assert.deepEqual(tallyOf(queue.uploads), { ...NOTHING, picked: 1 });
});

test("a photo that another tab has by now is let go", async () => {
  const { queue, tries, gone, others } = makeQueue();
  queue.add([file("a")]);
  others.add("key-1");
  queue.sendPicked();
  await settled();
  assert.deepEqual([tries.length, queue.uploads.length, gone], [0, 0, ["key-1"]]);
});
