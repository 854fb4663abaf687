import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, Unreachable } from "../../static/js/helpers/http.js";
import { tallyOf } from "../../static/js/models/tally.js";
import {
  COPY, NOTHING, answer, fail, file, later, makeQueue, send, sending, settled, states, withCopy, withoutTime,
} from "./queue_world.js";

withoutTime();

test("every photo is shown before an original takes the line", async () => {
  const { queue, tries, originals } = await sending("a", "b", "c");
  await answer(tries[0], COPY);
  assert.deepEqual([tries.length, originals.length], [3, 0]);
  tries[1].resolve(COPY);
  await answer(tries[2], COPY);
  assert.deepEqual(originals.map((one) => one.file.name), ["a", "b"]);
  assert.deepEqual(queue.uploads.map(({ state, original }) => `${state} ${original}`),
    ["sent sending", "sent sending", "sent waiting"]);
});

test("a photo is kept only when its original is", async () => {
  const { queue, originals, kept } = await withCopy();
  assert.deepEqual([queue.toFollow.length, queue.wouldLose], [1, true]);
  await answer(originals[0]);
  assert.deepEqual([queue.toFollow.length, queue.wouldLose], [0, false]);
  assert.deepEqual(kept, ["key-1 waiting", "key-1 sent waiting", "key-1 sent kept"]);
});

test("originals are held back, and go when they may", async () => {
  const { queue, tries, originals } = makeQueue();
  queue.holdsOriginals = true;
  await send(queue, "a");
  await answer(tries[0], COPY);
  assert.equal(originals.length, 0);
  queue.holdsOriginals = false;
  await settled();
  assert.equal(originals.length, 1);
});

test("an original that finds no room does not hold up the next photo", async () => {
  const { queue, tries, originals } = await withCopy();
  await fail(originals[0], new Refused(507, "DISK_FULL", "No room", 60));
  assert.deepEqual([queue.pause, queue.originalsPause?.why], [null, "full"]);
  await send(queue, "b");
  assert.equal(tries.length, 2);
});

test("originals of photos on the wall go on while the host takes no new ones", async () => {
  const { queue, tries, originals } = await sending("a");
  queue.setOpen(false);
  await settled();
  await answer(tries[0], COPY);
  assert.equal(originals.length, 1);
});

test("a photo that was taken down meanwhile is neither on the wall nor on its way", async () => {
  const { queue, originals } = await withCopy();
  await fail(originals[0], new Refused(410, "PHOTO_GONE", "It was taken down."));
  assert.equal(queue.uploads[0].isGone, true);
  assert.deepEqual([queue.toFollow, queue.wouldLose], [[], false]);
  assert.deepEqual(tallyOf(queue.uploads), { ...NOTHING });
  assert.equal(queue.remove(queue.uploads[0]), true);
});

test("a photo that the host takes down is left alone until the host brings it back", async () => {
  const { queue, originals } = await withCopy();
  await fail(originals[0], new Refused(503, "BUSY", "Later", 1));
  queue.leave("p1");
  await later(60_000);
  assert.equal(originals.length, 1, "no original is sent for a photo that is not on the wall");
  queue.follow({ ...COPY, change: 9 });
  await settled();
  assert.deepEqual([queue.uploads[0].isGone, originals.length], [false, 2]);
});

test("a refusal of the original whose answer was lost is heard from the feed", async () => {
  const { queue, originals } = await withCopy();
  await fail(originals[0], new Refused(503, "BUSY", "Later", 1));
  queue.follow({ ...COPY, change: 9, original: "copy" });
  const [upload] = queue.uploads;
  assert.deepEqual([upload.original, upload.reason, upload.mayRetry], ["failed", "copy-kept", false]);
  await later(60_000);
  assert.deepEqual([originals.length, queue.toFollow], [1, []]);
});

test("the feed may tell of the refusal before its answer is lost", async () => {
  const { queue, originals } = await withCopy();
  queue.follow({ ...COPY, change: 9, original: "copy" });
  await fail(originals[0], new Unreachable());
  await later(60_000);
  assert.deepEqual([queue.uploads[0].original, queue.uploads[0].reason, originals.length], ["failed", "copy-kept", 1]);
});

test("what the server said against an original counts for more than the feed's word of it", async () => {
  const { queue, originals } = await withCopy();
  await fail(originals[0], new Refused(422, "BROKEN_PICTURE", "It is damaged."));
  queue.follow({ ...COPY, change: 9, original: "copy" });
  assert.deepEqual([queue.uploads[0].message, queue.uploads[0].reason], ["It is damaged.", ""]);
});

test("an original that the guest sends again is not stopped by the next word of the feed", async () => {
  const { queue, originals } = await withCopy();
  queue.holdsOriginals = true;
  await fail(originals[0], new Refused(403, "VIDEOS_OFF", "No videos now."));
  queue.follow({ ...COPY, change: 9, original: "copy" });
  queue.retry(queue.uploads[0]);
  queue.follow({ ...COPY, change: 10, original: "copy", caption: "From my photos" });
  assert.equal(queue.uploads[0].original, "waiting");
});

test("a photo sent again after its original was refused is done", async () => {
  const { queue, tries, originals } = await sending("a");
  await answer(tries[0], { ...COPY, original: "copy" });
  assert.deepEqual([queue.uploads[0].reason, originals.length, queue.wouldLose], ["copy-kept", 0, false]);
});

test("words that were changed elsewhere are taken over, words that are typed here stay", async () => {
  const { queue } = await withCopy();
  const [upload] = queue.uploads;
  queue.follow({ ...COPY, change: 9, caption: "From my photos" });
  assert.deepEqual([upload.caption, upload.savedCaption], ["From my photos", "From my photos"]);
  upload.caption = "Typed here";
  queue.follow({ ...COPY, change: 10, caption: "From the host" });
  assert.deepEqual([upload.caption, upload.savedCaption], ["Typed here", "From the host"]);
  queue.follow({ ...COPY, change: 9, caption: "Late news" });
  assert.equal(upload.savedCaption, "From the host");
});

test("held originals go when the guest says so, and later ones are held again", async () => {
  const { queue, tries, originals } = makeQueue();
  queue.holdsOriginals = true;
  await send(queue, "a");
  await answer(tries[0], COPY);
  assert.deepEqual([queue.held.length, originals.length], [1, 0]);
  queue.release();
  await settled();
  assert.deepEqual([queue.held.length, originals.length], [0, 1]);
  await send(queue, "b");
  await answer(tries[1], { ...COPY, id: "p2" });
  await answer(originals[0]);
  assert.deepEqual([queue.held.length, originals.length], [1, 1]);
});

test("a refused original leaves the photo on the wall", async () => {
  const { queue, originals } = await withCopy();
  await fail(originals[0], new Refused(422, "BROKEN_PICTURE", "It is damaged."));
  assert.deepEqual([states(queue), queue.uploads[0].original], [["sent"], "failed"]);
});

test("what an earlier visit left goes on before what is new", async () => {
  const { queue, tries } = makeQueue();
  queue.add([file("new")]);
  const [left] = makeQueue().queue.add([file("left")]).added;
  queue.restore([{ ...left, key: "left", state: "waiting", isStored: true }]);
  await settled();
  assert.deepEqual(tries.map((one) => one.file.name), ["left"]);
  assert.deepEqual(states(queue), ["sending", "picked"]);
});
