/** Fair turns: what is held for every feed, every set of screens and every loss, tried with seeded chance. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MISSED_REST_MS, MOST_ELSEWHERE, MOST_MISSES, MOST_WAITING, Turns } from "../../static/js/models/turns.js";
import { FakeClock, photo, seeded } from "./fakes.js";
import { Party } from "./turns_world.js";

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

function waiting(...senders) {
  const turns = new Turns({ clock: new FakeClock() });
  senders.forEach((sender, index) => turns.add(photo(index + 1, { sender })));
  return turns;
}

/** Show all that wait, one after another. */
function shown(turns) {
  const order = [];
  for (let next = turns.take(); next; next = turns.take()) {
    turns.shown(next);
    order.push(next.id);
  }
  return order;
}

test("one guest's photos come in the order in which they were sent", () => {
  assert.deepEqual(shown(waiting("a", "a", "a")), ["photo-1", "photo-2", "photo-3"]);
});

test("each guest has a turn before anyone has a second one", () => {
  assert.deepEqual(shown(waiting("a", "a", "a", "b", "c", "b")), [1, 4, 5, 2, 6, 3].map((n) => `photo-${n}`));
});

test("a photographer's photos wait for nobody's turn", () => {
  const turns = new Turns({ clock: new FakeClock() });
  for (const n of [1, 2, 3]) turns.add(photo(n, { sender: "pro", by_photographer: true }));
  turns.add(photo(4, { sender: "guest" }));
  assert.deepEqual(shown(turns), [1, 2, 3, 4].map((n) => `photo-${n}`));
});

test("nobody is served twice while another waits, whatever comes when", () => {
  for (const seed of SEEDS) {
    const random = seeded(seed);
    const turns = new Turns({ clock: new FakeClock() });
    /** For each waiting guest, who has had a turn since the guest's photo came or was last shown. */
    const served = new Map();
    const left = new Map();
    for (let n = 1; n <= 400; n += 1) {
      const sender = `guest ${Math.floor(random() ** 2 * 12)}`;
      turns.add(photo(n, { sender }));
      left.set(sender, (left.get(sender) ?? 0) + 1);
      if (!served.has(sender)) served.set(sender, new Set());
      while (random() < 0.45) {
        const next = turns.take();
        if (!next) break;
        turns.shown(next);
        for (const [other, turnsOfOthers] of served) {
          if (other === next.sender) continue;
          assert.ok(!turnsOfOthers.has(next.sender), `seed ${seed}: ${next.sender} twice while ${other} waits`);
          turnsOfOthers.add(next.sender);
        }
        left.set(next.sender, left.get(next.sender) - 1);
        if (left.get(next.sender) > 0) served.set(next.sender, new Set());
        else served.delete(next.sender);
      }
    }
  }
});

test("new guests without end overtake nobody for ever", () => {
  const turns = waiting("shy", "shy", "shy");
  for (let n = 4; n < 120; n += 2) {
    // Two new guests come in the time of one turn.
    turns.add(photo(n, { sender: `fresh ${n}` }));
    turns.add(photo(n + 1, { sender: `fresh ${n + 1}` }));
    turns.shown(turns.take());
  }
  const left = turns.line().filter(({ sender }) => sender === "shy");
  assert.deepEqual(left, [], "three photos came on within 58 turns");
});

for (const [name, trouble] of [
  ["with all well", {}],
  ["with screens that are lost and come", { losesScreens: true }],
  ["with a server that is away now and then", { losesServer: true }],
  ["with pictures that do not come", { losesPictures: true }],
  ["with photos taken down", { takesDown: true }],
  ["with all of that", { losesScreens: true, losesServer: true, losesPictures: true, takesDown: true }],
]) {
  test(`every photo is shown on some screen, and none that was taken down: ${name}`, () => {
    for (const seed of SEEDS) {
      const party = new Party(seed, trouble);
      party.run(250);
      party.settle();
      assert.deepEqual(party.neverShown(), [], `seed ${seed}`);
      assert.deepEqual(party.shownAfterTakedown, [], `seed ${seed}`);
    }
  });
}

test("a flood that no screen has room for is shown in the end, by one screen that has bounded memory", () => {
  const party = new Party(7, { screens: 1 });
  party.settle();
  party.report(party.screens[0]);
  assert.equal(party.screens[0].turns.isShort, false);
  for (let n = 0; n < MOST_WAITING + 150; n += 1) party.send(`guest ${n % 7}`);
  assert.equal(party.screens[0].turns.size, MOST_WAITING);
  party.settle(1500);
  assert.deepEqual(party.neverShown(), []);
});

test("several screens share a rush, so that it is over sooner than one could end it", () => {
  const [one, three] = [1, 3].map((screens) => {
    const party = new Party(3, { screens });
    for (let n = 0; n < 120; n += 1) party.send(`guest ${n % 30}`);
    let rounds = 0;
    while (party.neverShown().length > 0 && rounds < 500) {
      party.round();
      rounds += 1;
    }
    return rounds;
  });
  assert.ok(three < 0.6 * one, `${three} rounds with three screens, ${one} with one`);
});

test("screens that know the same agree on the whole line, in whatever order they heard it", () => {
  for (const seed of SEEDS) {
    const random = seeded(seed);
    const photos = Array.from({ length: 40 }, (_, n) => photo(n + 1, { sender: `guest ${Math.floor(random() * 9)}` }));
    const showings = photos.slice(0, 12).map(({ id, sender }, no) => ({ no: no + 1, id, turn: sender, at: 10 + 2 * no }));
    const [one, other] = [new Turns({ clock: new FakeClock() }), new Turns({ clock: new FakeClock() })];
    for (const each of photos) one.add(each);
    one.hear(showings);
    // The other was opened later, heard of the showings one by one, and last of all of the first photos.
    for (const showing of showings) other.hear([showing]);
    for (const each of [...photos].reverse().filter(({ id }) => !showings.some((showing) => showing.id === id))) other.add(each);
    const ids = (/** @type {Turns} */ turns) => turns.line().map(({ id }) => id).slice(0, 28);
    assert.deepEqual(ids(one), ids(other), `seed ${seed}`);
  }
});

test("what another screen has shown comes after all others, and no more of it than there is time for", () => {
  const turns = waiting(...Array.from({ length: 30 }, (_, n) => `guest ${n}`));
  turns.hear(Array.from({ length: 20 }, (_, n) => ({ no: n + 1, id: `photo-${n + 1}`, turn: `guest ${n}`, at: 30 })));
  const order = turns.line().map(({ position }) => position);
  assert.deepEqual(order.slice(0, 10), [21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  assert.equal(order.length, 10 + MOST_ELSEWHERE);
});

test("a picture that does not come is tried again in a while, and some times only", async () => {
  const clock = new FakeClock();
  const turns = new Turns({ clock });
  turns.add(photo(1));
  for (let n = 0; n < MOST_MISSES; n += 1) {
    assert.equal(turns.take()?.id, "photo-1");
    turns.missed("photo-1", false);
    assert.equal(turns.take(), null);
    await clock.pass(MISSED_REST_MS);
  }
  assert.equal(turns.take(), null);
});

test("what is gone does not wait any longer and comes back by a later change only; new words are waited for with", () => {
  const turns = waiting("a", "b");
  turns.remove("photo-1", 9);
  assert.equal(turns.add(photo(1, { change: 8 })), false);
  turns.update(photo(2, { change: 3, caption: "new" }));
  assert.deepEqual(turns.line().map(({ caption }) => caption), ["new"]);
  assert.equal(turns.add(photo(1, { change: 10 })), true);
});

test("how long the longest has waited is known, also of one that waited before this screen was opened", async () => {
  const clock = new FakeClock();
  const turns = new Turns({ clock });
  assert.equal(turns.longestWaitMs, 0);
  turns.add(photo(1));
  turns.add(photo(2), { waitedMs: 60_000 });
  await clock.pass(1_000);
  assert.equal(turns.longestWaitMs, 61_000);
});
