import assert from "node:assert/strict";
import { test } from "node:test";

import { Unreachable } from "../../static/js/helpers/http.js";
import { PlaceInLine } from "../../static/js/models/place_in_line.js";
import { FakeClock } from "./fakes.js";

function makePlace() {
  const clock = new FakeClock();
  const seen = { asked: 0, isWanted: true, answer: async () => ({ ahead: 12 }), heard: [] };
  const place = new PlaceInLine({
    ask: () => {
      seen.asked += 1;
      return seen.answer();
    },
    isWanted: () => seen.isWanted,
    onChange: () => seen.heard.push(place.ahead),
    clock,
  });
  return { place, clock, seen };
}

test("one question is asked for all tiles, however often they look", async () => {
  const { place, clock, seen } = makePlace();
  for (let tile = 0; tile < 5; tile += 1) place.look();
  await clock.pass(2_500);
  assert.deepEqual([seen.asked, seen.heard], [1, [12]]);
});

test("it asks on until nothing waits any more", async () => {
  const { place, clock, seen } = makePlace();
  place.look();
  await clock.pass(2_500);
  seen.answer = async () => ({ ahead: 3 });
  await clock.pass(2_500);
  seen.isWanted = false;
  await clock.pass(2_500);
  await clock.pass(10_000);
  assert.deepEqual([seen.asked, seen.heard], [2, [12, 3, null]]);
});

test("nothing is asked while nobody looks or nothing waits", async () => {
  const { place, clock, seen } = makePlace();
  seen.isWanted = false;
  place.look();
  await clock.pass(60_000);
  assert.equal(seen.asked, 0);
});

test("a network that is away says nothing of a place in line", async () => {
  const { place, clock, seen } = makePlace();
  place.look();
  await clock.pass(2_500);
  seen.answer = async () => {
    throw new Unreachable();
  };
  await clock.pass(2_500);
  assert.equal(place.ahead, null);
});
