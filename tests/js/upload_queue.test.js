import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Refused, Unreachable } from "../../static/js/helpers/http.js";
import { Unreadable } from "../../static/js/helpers/send_photo.js";
import { MOST_SENT, MOST_UNSENT } from "../../static/js/models/upload_list.js";
import { tallyOf } from "../../static/js/models/tally.js";
import { UploadQueue } from "../../static/js/models/upload_queue.js";

const NOTHING = { total: 0, up: 0, underWay: 0, failed: 0, toFollow: 0, picked: 0 };
const PHOTO = { id: "p1", caption: "", original: "kept" };
const COPY = { ...PHOTO, original: "coming" };

/** A queue, and the tries that its photos make: each is answered by the test. */
function makeQueue({ maxBytes = 1000, isRefused = () => false } = {}) {
  const tries = [];
  const originals = [];
  const kept = [];
  const gone = [];
  const openness = [];
  const others = new Set(); // keys that another tab has
  let keys = 0;
  const queue = new UploadQueue({
    show: (photo, onProgress) =>
      new Promise((resolve, reject) => tries.push({ ...photo, onProgress, resolve, reject })),
    sendOriginal: (photo, onProgress) =>
      new Promise((resolve, reject) => originals.push({ ...photo, onProgress, resolve, reject })),
    mayGo: async ({ key }) => !others.has(key),
    keep: ({ key, state, original }) => kept.push(`${key} ${state} ${original}`.trim()),
    onGone: ({ key }) => gone.push(key),
    author: () => "Ben",
    makeKey: () => `key-${(keys += 1)}`,
    flawOf: ({ name, size }) => (isRefused(name) ? "videos-off" : size > maxBytes ? "too-large" : ""),
    onChange: () => {},
    onOpenness: (isOpen, message) => openness.push([isOpen, message]),
  });
  return { queue, tries, originals, kept, gone, others, openness };
}

const file = (name, size = 10) => ({ name, size, lastModified: 1 });
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Pick files by their names and let them go. */
async function send(queue, ...names) {
  queue.add(names.map((name) => file(name)));
  queue.sendPicked();
  await settled();
}

/** A queue whose guest has sent photos of these names. */
async function sending(...names) {
  const made = makeQueue();
  await send(made.queue, ...names);
  return made;
}

/** A queue whose one photo is on the wall as a copy. */
async function withCopy() {
  const made = await sending("a");
  await answer(made.tries[0], COPY);
  return made;
}

async function answer(one, photo) {
  one.resolve(photo);
  await settled();
}

async function fail(one, error) {
  one.reject(error);
  await settled();
}

async function later(ms) {
  mock.timers.tick(ms);
  await settled();
}

const states = (queue) => queue.uploads.map((upload) => upload.state);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

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

test("a refused original leaves the photo on the wall", async () => {
  const { queue, originals } = await withCopy();
  await fail(originals[0], new Refused(422, "BROKEN_PICTURE", "It is damaged."));
  assert.deepEqual([states(queue), queue.uploads[0].original], [["sent"], "failed"]);
});

test("a photo that another tab has by now is let go", async () => {
  const { queue, tries, gone, others } = makeQueue();
  queue.add([file("a")]);
  others.add("key-1");
  queue.sendPicked();
  await settled();
  assert.deepEqual([tries.length, queue.uploads.length, gone], [0, 0, ["key-1"]]);
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
