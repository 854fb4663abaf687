/** The link of a screen to its hosts: how often it reports, and when at once. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ScreenLink } from "../../static/js/models/screen_link.js";
import { FakeClock } from "./fakes.js";

async function linked(told) {
  const clock = new FakeClock();
  const world = { clock, asked: [] };
  world.link = new ScreenLink({
    ask: async () => {
      world.asked.push(clock.now());
      return { no: 1, now: new Date(clock.now()).toISOString(), ...told };
    },
    describe: () => ({}),
    onTold: () => {},
    clock,
    random: () => 0.5,
  });
  world.link.connect("1".repeat(32));
  await clock.pass(0);
  world.asked.length = 0;
  return world;
}

test("it reports as often as it is told, and what changes in a moment", async () => {
  const world = await linked({ every_s: 5, prompt: true });
  await world.clock.pass(20_000);
  assert.equal(world.asked.length, 4);
  world.link.changed();
  await world.clock.pass(300);
  assert.equal(world.asked.length, 5);
});

test("one of very many screens reports seldom, and at once only what was taken down or steered", async () => {
  const world = await linked({ every_s: 60, prompt: false });
  world.link.changed();
  await world.clock.pass(50_000);
  assert.equal(world.asked.length, 0);
  world.link.cleared();
  await world.clock.pass(2_500);
  assert.equal(world.asked.length, 1);
  world.link.heard(7);
  await world.clock.pass(10);
  assert.equal(world.asked.length, 2);
});
