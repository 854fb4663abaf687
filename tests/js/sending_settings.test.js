import assert from "node:assert/strict";
import { test } from "node:test";

import { SpeedLimit } from "../../static/js/helpers/speed_limit.js";
import { copyPx, DEFAULTS, originalsRule, originalsWaitFor, settingsFrom } from "../../static/js/models/sending_settings.js";
import { FakeClock } from "./fakes.js";

const link = (more) => Object.assign(new EventTarget(), { effectiveType: "4g", saveData: false, ...more });
const CELLULAR = link({ type: "cellular" });
const WIFI = link({ type: "wifi" });
const UNTOLD = link({});

test("each choice for originals does what it says, also where the network has no name", () => {
  const waits = (originals) => [CELLULAR, WIFI, UNTOLD, null].map((one) => originalsWaitFor({ ...DEFAULTS, originals }, one));
  assert.deepEqual(waits("at-once"), ["", "", "", ""]);
  assert.deepEqual(waits("wifi"), ["wifi", "", "word", "word"]);
  assert.deepEqual(waits("ask"), ["word", "word", "word", "word"]);
  assert.deepEqual(waits(""), ["wifi", "", "", ""]);
});

test("what is used without a choice is what is shown", () => {
  assert.deepEqual([CELLULAR, WIFI, UNTOLD, null].map((one) => originalsRule(DEFAULTS, one)), ["wifi", "wifi", "at-once", "at-once"]);
});

test("what the phone has kept wrongly is as if it had kept nothing", () => {
  for (const kept of [undefined, null, 7, { originals: "never", kbits: 3, copy: "huge", keepsSent: 1 }]) {
    assert.deepEqual(settingsFrom(kept), DEFAULTS);
  }
  const all = { originals: "ask", kbits: 250, copy: "none", keepsSent: true };
  assert.deepEqual(settingsFrom(all), all);
  assert.deepEqual(["small", "normal", "none"].map((copy) => copyPx({ ...DEFAULTS, copy })), [1280, 2048, 0]);
});

test("a speed limit holds over everything that is sent, and ends when it is taken away", async () => {
  const clock = new FakeClock();
  const limit = new SpeedLimit(clock);
  await limit.take(10_000_000);
  limit.kbits = 1000;
  assert.equal(limit.pieceBytes(1024 * 1024), 250_000);
  const began = clock.now();
  let sentAt = 0;
  const sending = (async () => {
    for (let piece = 0; piece < 4; piece += 1) await limit.take(250_000);
    sentAt = clock.now();
  })();
  await clock.pass(60_000);
  await sending;
  assert.equal(sentAt - began, 6000, "three pieces of 2 s were over before the fourth left");
  limit.kbits = 0;
  await limit.take(10_000_000);
  assert.equal(limit.pieceBytes(1024), 1024);
});
