/** Going round: the newest more often, none soon again, none forgotten, never too many. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_NEWEST, MOST_OLDER, REST_PICKS, Show } from "../../static/js/models/show.js";
import { photo, photos, seeded } from "./fakes.js";

const SIZES = [1, 2, 3, 5, 13, 40, 150];

function run(show, picks) {
  const shown = [];
  for (let pick = 0; pick < picks; pick += 1) {
    const next = show.pick({ current: shown.at(-1) ?? null });
    if (!next) continue;
    show.shown(next.id);
    shown.push(next.id);
  }
  return shown;
}

function setUp(size, seed = size) {
  const show = new Show({ random: seeded(seed) });
  show.replaceAll(photos(size));
  return show;
}

test("a photo comes again only after the others, or a dozen of them", () => {
  for (const size of SIZES) {
    const shown = run(setUp(size), 600);
    const rest = Math.min(size - 1, REST_PICKS);
    for (const [index, id] of shown.entries()) {
      assert.ok(!shown.slice(Math.max(0, index - rest), index).includes(id), `${size} photos, pick ${index}`);
    }
  }
});

test("every photo is shown within a few rounds", () => {
  for (const size of SIZES) {
    assert.equal(new Set(run(setUp(size), size * 4)).size, size, `${size} photos`);
  }
});

test("however the dice fall, no photo is forgotten", () => {
  const show = new Show({ random: () => 0.999999 });
  show.replaceAll(photos(40));
  assert.equal(new Set(run(show, 40 * 5)).size, 40);
});

test("the newest are shown more often than the oldest", () => {
  const shown = run(setUp(100), 4000);
  const numbers = shown.map((id) => Number(id.slice(6)));
  const times = (from, to) => numbers.filter((n) => n >= from && n <= to).length;
  assert.ok(times(96, 100) > 1.4 * times(1, 5), `${times(96, 100)} against ${times(1, 5)}`);
});

test("what is gone is never chosen, and a late answer does not bring it back", () => {
  const show = setUp(10);
  show.remove("photo-4", 11);
  show.add(photo(4));
  show.addOlder([photo(4)]);
  assert.ok(!run(show, 200).includes("photo-4"));
});

test("what is brought back by a later change is chosen again", () => {
  const show = setUp(10);
  show.remove("photo-4", 11);
  show.add(photo(4, { change: 12 }));
  assert.ok(run(show, 60).includes("photo-4"));
});

test("new words replace old ones, never the other way round", () => {
  const show = setUp(3);
  assert.equal(show.add(photo(2, { change: 9, caption: "new" })), "known");
  show.add(photo(2, { change: 5, caption: "old" }));
  assert.equal(show.find("photo-2").caption, "new");
  assert.equal(show.size, 3);
});

test("only what was just sent is news; an old photo that was edited or restored is not", () => {
  const show = setUp(3);
  assert.equal(show.add(photo(4)), "news");
  const old = photo(5, { position: 0 });
  assert.equal(show.add(old), "old");
});

test("it keeps the newest and a handful of older ones, however many come", () => {
  const show = new Show({ random: seeded(1) });
  for (let n = 1; n <= 1000; n += 1) {
    show.add(photo(n));
    show.shown(`photo-${n}`);
  }
  show.addOlder(photos(200));
  assert.equal(show.size, MOST_NEWEST + MOST_OLDER);
  for (let n = 701; n <= 1000; n += 1) assert.ok(show.find(`photo-${n}`));
});

test("only possible photos are chosen, also when all of them should rest", () => {
  const show = setUp(20);
  const isPossible = ({ id }) => ["photo-1", "photo-2", "photo-3"].includes(id);
  const shown = [];
  for (let pick = 0; pick < 9; pick += 1) {
    const next = show.pick({ current: shown.at(-1) ?? null, isPossible });
    show.shown(next.id);
    shown.push(next.id);
  }
  assert.equal(new Set(shown.slice(0, 3)).size, 3);
  assert.deepEqual(shown.slice(3, 6), shown.slice(0, 3));
});

test("the only photo is not chosen to follow itself, and an empty show has none", () => {
  assert.equal(setUp(1).pick({ current: "photo-1" }), null);
  assert.equal(setUp(0).pick(), null);
});
