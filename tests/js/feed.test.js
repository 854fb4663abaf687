/** The feed: every change once and in order, whatever the network does. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, Unreachable } from "../../static/js/helpers/http.js";
import { Feed } from "../../static/js/models/feed.js";
import { FakeClock, FakeEventSource, FakePage, photo, seeded, settled } from "./fakes.js";

const PARTY = { uploads_open: true, message: "", title: "Party" };

function setUp({ cursor = 0, streams = true, answer = null, ...options } = {}) {
  const clock = new FakeClock();
  const world = { clock, sources: [], seen: [], states: [], parties: [], resets: [], asked: [], answer };
  world.page = new FakePage();
  world.network = new EventTarget();
  world.feed = new Feed({
    cursor,
    ...options,
    onPhoto: ({ change }) => world.seen.push(change),
    onGone: ({ change }) => world.seen.push(-change),
    onParty: (party) => world.parties.push(party),
    onReset: (to) => world.resets.push(to),
    onState: (state) => world.states.push(state),
    surroundings: {
      openEventSource: streams
        ? (url) => {
            world.sources.push(new FakeEventSource(url));
            return world.sources.at(-1);
          }
        : null,
      ask: async (url) => {
        world.asked.push(url);
        if (world.refusal) throw world.refusal;
        if (!world.answer) throw new Unreachable();
        return world.answer(Number(new URL(url, "http://wall").searchParams.get("since")));
      },
      setTimer: clock.setTimer,
      clearTimer: clock.clearTimer,
      now: clock.now,
      random: () => 0.5,
      page: world.page,
      network: world.network,
      startAgain: () => (world.startedAgain += 1),
    },
  });
  world.startedAgain = 0;
  world.last = () => world.sources.at(-1);
  return world;
}

test("it asks for everything after its cursor", () => {
  const world = setUp({ cursor: 7 });
  world.feed.connect();
  assert.equal(world.last().url, "/api/events?since=7");
});

test("it passes photos and tombstones on in order and drops what it has seen", () => {
  const world = setUp({ cursor: 2 });
  world.feed.connect();
  world.last().say("photo", photo(2));
  world.last().say("photo", photo(3));
  world.last().say("gone", { id: "photo-1", change: 4, gone: true });
  world.last().say("photo", photo(3));
  assert.deepEqual(world.seen, [3, -4]);
  assert.equal(world.feed.cursor, 4);
});

test("it is live from the first event, and hands on the party", () => {
  const world = setUp();
  world.feed.connect();
  assert.equal(world.feed.state, "waiting");
  world.last().say("party", PARTY);
  assert.equal(world.feed.state, "live");
  assert.deepEqual(world.parties, [PARTY]);
});

test("after an error that a browser would give up on, it makes a new stream from where it was", async () => {
  const world = setUp();
  world.feed.connect();
  world.last().say("photo", photo(5));
  world.last().fail();
  await world.clock.pass(2000);
  assert.equal(world.sources.length, 2);
  assert.ok(world.sources[0].isClosed);
  assert.equal(world.last().url, "/api/events?since=5");
});

test("a stream that ends after a good life is no reason to say that it waits", async () => {
  const world = setUp();
  world.feed.connect();
  world.last().say("party", PARTY);
  await world.clock.pass(6000);
  world.last().fail();
  await world.clock.pass(1000);
  world.last().say("party", PARTY);
  assert.deepEqual(world.states, ["live"]);
});

test("it waits when the next stream fails too, and is live again when one comes through", async () => {
  const world = setUp();
  world.feed.connect();
  world.last().say("party", PARTY);
  await world.clock.pass(6000);
  world.last().fail();
  await world.clock.pass(1000);
  world.last().fail();
  assert.equal(world.feed.state, "waiting");
  await world.clock.pass(3000);
  world.last().say("party", PARTY);
  assert.equal(world.feed.state, "live");
});

test("a stream that goes silent is left for a new one, and pings keep it", async () => {
  const world = setUp();
  world.feed.connect();
  world.last().say("party", PARTY);
  for (const cursor of [0, 0, 9]) {
    await world.clock.pass(15_000);
    world.last().say("ping", { cursor });
  }
  assert.equal(world.sources.length, 1);
  await world.clock.pass(42_000);
  assert.equal(world.sources.length, 2);
  assert.equal(world.last().url, "/api/events?since=9");
});

test("a reset is told, and the feed goes on from its cursor, also from a lower one", () => {
  const world = setUp({ cursor: 90 });
  world.feed.connect();
  world.last().say("reset", { cursor: 12 });
  world.last().say("photo", photo(13));
  assert.deepEqual(world.resets, [12]);
  assert.deepEqual(world.seen, [13]);
});

test("where no stream comes through, it asks every few seconds instead", async () => {
  const answer = (since) => ({ photos: since < 3 ? [photo(3)] : [], cursor: 3, more: false });
  const world = setUp({ answer });
  world.feed.connect();
  await world.clock.pass(60_000);
  assert.deepEqual(world.seen, [3]);
  assert.equal(world.feed.state, "live");
  assert.ok(world.asked.length > 4, `asked ${world.asked.length} times`);
});

test("while asking works, it tries a stream now and then, and asks no more when one comes", async () => {
  const world = setUp({ answer: () => ({ photos: [], cursor: 0, more: false }) });
  world.feed.connect();
  await world.clock.pass(60_000);
  const before = world.sources.length;
  await world.clock.pass(300_000);
  const tries = world.sources.length - before;
  assert.ok(tries >= 2 && tries <= 8, `tried ${tries} streams in five minutes`);
  // The one under way, or the next.
  if (world.last().isClosed) await world.clock.pass(120_000);
  world.last().say("party", PARTY);
  const asked = world.asked.length;
  await world.clock.pass(10_000);
  assert.equal(world.asked.length, asked);
});

test("without EventSource it asks, and takes in all pages at once", async () => {
  const pages = (since) => ({
    photos: since < 3 ? [photo(since + 1)] : [],
    cursor: Math.min(since + 1, 3),
    more: since < 2,
  });
  const world = setUp({ streams: false, answer: pages });
  world.feed.connect();
  await world.clock.pass(10);
  assert.deepEqual(world.seen, [1, 2, 3]);
  assert.equal(world.feed.state, "live");
});

test("an answer that is behind what it saw is a reset", async () => {
  const world = setUp({ cursor: 50, streams: false, answer: () => ({ photos: [], cursor: 8, more: false }) });
  world.feed.connect();
  await settled();
  assert.deepEqual(world.resets, [8]);
  assert.equal(world.feed.cursor, 8);
});

test("when the server comes back, the answer to a question brings the stream back at once", async () => {
  const world = setUp();
  world.feed.connect();
  for (let second = 0; second < 60; second += 1) {
    world.last().fail();
    await world.clock.pass(1000);
  }
  assert.equal(world.feed.state, "waiting");
  const before = world.sources.length;
  world.answer = () => ({ photos: [], cursor: 0, more: false });
  await world.clock.pass(15_500);
  assert.ok(world.sources.length > before);
  assert.equal(world.feed.state, "live");
});

test("network and visibility wake it at once", async () => {
  for (const wake of [(w) => w.network.dispatchEvent(new Event("online")), (w) => w.page.turn("visible")]) {
    const world = setUp();
    world.feed.connect();
    world.last().fail();
    wake(world);
    assert.equal(world.sources.length, 2);
  }
});

test("a living stream is not disturbed by waking", () => {
  const world = setUp();
  world.feed.connect();
  world.last().say("party", PARTY);
  world.page.turn("visible");
  assert.equal(world.sources.length, 1);
});

test("hidden for a minute it gives its connection back, if asked to, and resumes when seen", async () => {
  for (const pausesWhenHidden of [true, false]) {
    const world = setUp({ pausesWhenHidden });
    world.feed.connect();
    world.last().say("photo", photo(4));
    world.page.turn("hidden");
    for (let minute = 0; minute < 2; minute += 0.25) {
      await world.clock.pass(15_000);
      world.last().say("ping", { cursor: 4 });
    }
    assert.equal(world.sources[0].isClosed, pausesWhenHidden);
    assert.equal(world.sources.length, 1);
    world.page.turn("visible");
    assert.equal(world.sources.length, pausesWhenHidden ? 2 : 1);
    assert.equal(world.last().isClosed, false);
  }
});

test("disconnecting leaves nothing behind", async () => {
  const world = setUp({ answer: () => ({ photos: [], cursor: 0, more: false }), pausesWhenHidden: true });
  world.feed.connect();
  await world.clock.pass(45_000);
  world.page.turn("hidden");
  world.feed.disconnect();
  await settled();
  assert.equal(world.clock.timers, 0);
  assert.ok(world.sources.every((source) => source.isClosed));
  const opened = world.sources.length;
  world.page.turn("visible");
  world.network.dispatchEvent(new Event("online"));
  assert.equal(world.sources.length, opened);
});

test("however streams and answers are cut, what came through equals the log", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = seeded(seed);
    let head = 0;
    const after = (since, most) => {
      const log = [];
      for (let no = since + 1; no <= head && log.length < most; no += 1) log.push(photo(no));
      return log;
    };
    const world = setUp({
      answer: (since) => {
        if (random() < 0.3) throw new Unreachable();
        const found = after(since, 3);
        const more = (found.at(-1)?.change ?? since) < head;
        return { photos: found, cursor: more ? found.at(-1).change : head, more };
      },
    });
    world.feed.connect();
    for (let step = 0; step < 120; step += 1) {
      if (random() < 0.5) head += Math.floor(random() * 3);
      const source = world.last();
      if (random() < 0.4 && !source.isClosed) {
        const since = Number(new URL(source.url, "http://wall").searchParams.get("since"));
        // A replay that is cut somewhere; sometimes the proxy swallows it all.
        for (const change of after(since, Math.floor(random() * 6))) source.say("photo", change);
        if (random() < 0.5) source.fail();
      }
      await world.clock.pass(Math.floor(random() * 20_000));
    }
    const source = world.last();
    for (const change of after(world.feed.cursor, head)) if (!source.isClosed) source.say("photo", change);
    await world.clock.pass(60_000);
    const missing = after(world.feed.cursor, head);
    assert.deepEqual(world.seen, after(0, head - missing.length).map(({ change }) => change), `seed ${seed}`);
    assert.equal(world.clock.timers <= 4, true);
    world.feed.disconnect();
  }
});

test("a page whose party asks for a code now starts again, and shows the door", async () => {
  const world = setUp({ streams: false });
  world.refusal = new Refused(401, "CODE_NEEDED", "Say the code");
  world.feed.connect();
  await settled();
  assert.equal(world.startedAgain, 1);
});
