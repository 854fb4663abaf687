import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Refused, Unreachable } from "../../static/js/helpers/http.js";
import { CaptionSaver } from "../../static/js/models/caption_saver.js";
import { hasUnsavedWords, newUpload } from "../../static/js/models/upload.js";

function makeSaver() {
  const saves = [];
  const save = (photoId, caption) =>
    new Promise((resolve, reject) => saves.push({ photoId, caption, resolve, reject }));
  return { saver: new CaptionSaver({ save, onChange: () => {} }), saves };
}

function sentUpload(caption) {
  return { ...newUpload({ size: 1 }, "key", 10), state: "sent", photo: { id: "p1" }, caption };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("it waits until the typing stops", () => {
  const { saver, saves } = makeSaver();
  const upload = sentUpload("H");
  saver.note(upload);
  mock.timers.tick(1000);
  upload.caption = "Hi";
  saver.note(upload);
  mock.timers.tick(1499);
  assert.equal(saves.length, 0);
  mock.timers.tick(1);
  assert.deepEqual(saves.map((one) => one.caption), ["Hi"]);
});

test("a photo that is not sent yet takes its caption along by itself", () => {
  const { saver, saves } = makeSaver();
  saver.note({ ...newUpload({ size: 1 }, "key", 10), caption: "Hi" }, true);
  assert.equal(saves.length, 0);
});

test("words typed during a save are saved after it", async () => {
  const { saver, saves } = makeSaver();
  const upload = sentUpload("one");
  saver.note(upload, true);
  upload.caption = "two";
  saver.note(upload, true);
  saves[0].resolve();
  await settled();
  mock.timers.tick(1500);
  assert.deepEqual(saves.map((one) => one.caption), ["one", "two"]);
});

test("it tries again until the network is back", async () => {
  const { saver, saves } = makeSaver();
  const upload = sentUpload("Hi");
  saver.note(upload, true);
  saves[0].reject(new Unreachable());
  await settled();
  assert.deepEqual([saver.stateOf(upload), saver.wouldLose], ["saving", true]);
  mock.timers.tick(1000);
  saves[1].resolve();
  await settled();
  assert.deepEqual([saver.stateOf(upload), saver.wouldLose], ["saved", false]);
});

test("words that the phone keeps are not lost by leaving", async () => {
  const { saver } = makeSaver();
  const upload = { ...sentUpload("Hi"), isStored: true };
  saver.note(upload);
  assert.deepEqual([saver.stateOf(upload), saver.wouldLose], ["saving", false]);
});

test("refused words are not kept for another try", async () => {
  const { saver, saves } = makeSaver();
  const upload = sentUpload("Hi");
  saver.note(upload, true);
  assert.equal(hasUnsavedWords(upload), true);
  saves[0].reject(new Refused(404, "NOT_FOUND", "It may have been taken down."));
  await settled();
  assert.equal(hasUnsavedWords(upload), false);
});

test("a refusal is told and not repeated", async () => {
  const { saver, saves } = makeSaver();
  const upload = sentUpload("Hi");
  saver.note(upload, true);
  saves[0].reject(new Refused(404, "NOT_FOUND", "It may have been taken down."));
  await settled();
  mock.timers.tick(60_000);
  assert.equal(saves.length, 1);
  assert.deepEqual([saver.stateOf(upload), saver.refusalOf(upload)], ["refused", "It may have been taken down."]);
});
