import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, Unreachable } from "../../static/js/helpers/http.js";
import { planRetry } from "../../static/js/helpers/retry_plan.js";

const random = () => 1;

test("each failure has its plan", () => {
  for (const [status, code, expected] of [
    [408, "TOO_SLOW", "network"],
    [502, "UPSTREAM", "network"],
    [504, "UPSTREAM", "network"],
    [423, "UPLOAD_BUSY", "busy"],
    [429, "TOO_OFTEN", "often"],
    [503, "BUSY", "busy"],
    [500, "FAULT", "busy"],
    [507, "DISK_FULL", "full"],
    [403, "UPLOADS_CLOSED", "closed"],
    [403, "PARTY_ENDED", "closed"],
    [401, "COOKIE_INVALID", "renewed"],
    [403, "FOREIGN_SITE", "over, may retry"],
    [400, "BROKEN_FORM", "over, may retry"],
    [410, "PHOTO_GONE", "over"],
    [413, "TOO_LARGE", "over"],
    [415, "NOT_A_PICTURE", "over"],
    [422, "BROKEN_PICTURE", "over"],
  ]) {
    const plan = planRetry(new Refused(status, code, "Words"), { tries: 0, random });
    const told = plan.isOver ? `over${plan.mayRetry ? ", may retry" : ""}` : plan.why;
    assert.equal(told, expected, code);
  }
});

test("too many bytes and no picture are said in the page's own words, whoever refused them", () => {
  for (const [status, code, reason] of [
    [413, "TOO_LARGE", "too-large"],
    [415, "NOT_A_PICTURE", "not-a-picture"],
    [422, "BROKEN_PICTURE", ""],
  ]) {
    assert.equal(planRetry(new Refused(status, code, "Words"), { tries: 0 }).reason, reason);
  }
});

test("who was told to slow down waits as long as it was told", () => {
  const plan = planRetry(new Refused(429, "TOO_OFTEN", "Words", 20), { tries: 0, random });
  assert.equal(plan.delayMs, 21_000);
});

test("waiting for the network grows longer, up to half a minute", () => {
  const delays = [0, 1, 5, 50].map((tries) => planRetry(new Unreachable(), { tries, random }).delayMs);
  assert.deepEqual(delays, [1000, 2000, 30_000, 30_000]);
});

test("a mistake of ours is not a network that is away", () => {
  assert.throws(() => planRetry(new TypeError("a mistake"), { tries: 0 }), TypeError);
});

test("a busy server's count of those ahead is passed on", () => {
  const plan = planRetry(new Refused(503, "BUSY", "Words", 1, 12), { tries: 0, random });
  assert.deepEqual([plan.ahead, plan.delayMs], [12, 2000]);
});

test("a photo that was taken down is told from an upload that is over", () => {
  for (const [code, isGone] of [["PHOTO_GONE", true], ["UPLOAD_GONE", false]]) {
    assert.equal(planRetry(new Refused(410, code, "Words"), { tries: 0, random }).isGone, isGone);
  }
});
