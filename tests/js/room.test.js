/** A screen in its room: bounded, dark when it should be, and its picture where its corners are. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readableFromM, scannableFromM } from "../../static/js/helpers/legible.js";
import { cornersIn, placeIn } from "../../static/js/helpers/quad.js";
import { boundedInset, driftAt, isDarkAt, MOST_INSET, PLAIN, readRoom } from "../../static/js/models/room.js";
import { seeded } from "./fakes.js";

const VIEW = { width: 1920, height: 1080 };

/** Where a page's point comes to lie. */
function mapped({ left, top, transform }, x, y) {
  if (transform === "none") return [left + x, top + y];
  const m = transform.slice(9, -1).split(",").map(Number);
  const w = m[3] * x + m[7] * y + m[15];
  return [(m[0] * x + m[4] * y + m[12]) / w, (m[1] * x + m[5] * y + m[13]) / w];
}

test("what was kept is read back, and what is no such value is as if nothing was set up", () => {
  const room = { ...PLAIN, turn: 270, corners: [1, 2, 3, 4, 5, 6, 7, 8], words: 120, dark_from: "02:00", dark_until: "09:30" };
  assert.deepEqual(readRoom(JSON.parse(JSON.stringify(room))), room);
  for (const nonsense of [null, 7, "x", [], {}, { turn: 45, corners: [1, 2], contrast: 900, words: NaN, code: "150" }]) {
    assert.deepEqual(readRoom(nonsense), { ...PLAIN, corners: [...PLAIN.corners] });
  }
  assert.deepEqual(readRoom({ corners: [26, 0, 0, 0, 0, 0, 0, 0] }).corners, PLAIN.corners);
  assert.equal(readRoom({ dark_from: "02:00", dark_until: "" }).dark_from, "", "half of the hours is none");
  assert.equal(readRoom({ dark_from: "24:00", dark_until: "03:00" }).dark_from, "");
  assert.equal(readRoom({ picture_m: 0.1 }).picture_m, 0);
});

test("an inset stays within its bounds", () => {
  assert.equal(boundedInset(-3), 0);
  assert.equal(boundedInset(99), MOST_INSET);
  assert.equal(boundedInset(1.2345), 1.2);
});

test("dark hours may go past midnight", () => {
  const at = (hours, minutes) => new Date(2026, 5, 1, hours, minutes);
  const night = { ...PLAIN, dark_from: "23:30", dark_until: "06:00" };
  assert.deepEqual([at(23, 29), at(23, 30), at(3, 0), at(5, 59), at(6, 0)].map((now) => isDarkAt(night, now)), [false, true, true, true, false]);
  const day = { ...PLAIN, dark_from: "06:00", dark_until: "18:00" };
  assert.deepEqual([at(5, 59), at(6, 0), at(17, 59), at(18, 0)].map((now) => isDarkAt(day, now)), [false, true, true, false]);
  assert.equal(isDarkAt(PLAIN, at(3, 0)), false);
});

test("the drift goes everywhere within its few px, and never jumps", () => {
  const places = Array.from({ length: 2867 }, (_, minute) => driftAt(8, minute));
  assert.ok(places.every(({ x, y }) => Math.abs(x) <= 8 && Math.abs(y) <= 8));
  assert.equal(Math.max(...places.map(({ x }) => x)), 8);
  assert.equal(Math.min(...places.map(({ y }) => y)), -8);
  assert.ok(new Set(places.map(({ x, y }) => `${x} ${y}`)).size > 200);
  for (const [index, { x, y }] of places.entries()) {
    const before = places[index - 1] ?? { x, y };
    assert.ok(Math.abs(x - before.x) <= 2 && Math.abs(y - before.y) <= 2);
  }
  assert.deepEqual(driftAt(0, 17), { x: 0, y: 0 });
});

test("equal margins are a plain box, without any transform", () => {
  assert.deepEqual(placeIn(cornersIn([5, 10, 5, 10, 5, 10, 5, 10], VIEW), 0), {
    left: 96,
    top: 108,
    width: 1728,
    height: 864,
    transform: "none",
  });
});

test("a page's corners lie where the screen's are set, at every turn and in perspective", () => {
  const random = seeded(11);
  for (const turn of [0, 90, 180, 270]) {
    for (let tries = 0; tries < 40; tries += 1) {
      const insets = tries === 0 ? PLAIN.corners : Array.from({ length: 8 }, () => random() * MOST_INSET);
      const corners = cornersIn(insets, VIEW, 4);
      const place = placeIn(corners, turn);
      const page = [[0, 0], [place.width, 0], [place.width, place.height], [0, place.height]];
      for (const [index, [x, y]] of page.entries()) {
        const wanted = corners[(index + turn / 90) % 4];
        const [foundX, foundY] = mapped(place, x, y);
        assert.ok(Math.hypot(foundX - wanted.x, foundY - wanted.y) < 1.5, `turned by ${turn}`);
      }
      if (tries === 0) assert.equal(place.width > place.height, turn % 180 === 0, "upright, it is laid out upright");
    }
  }
});

test("words twice as large are read from twice as far, and a code with more modules must be nearer", () => {
  const metresPerPx = 2 / 1920;
  const near = readableFromM(20, metresPerPx);
  assert.ok(near > 3 && near < 3.3, `a line of 20 px on a picture of two metres: ${near}`);
  assert.ok(Math.abs(readableFromM(40, metresPerPx) - 2 * near) < 1e-9);
  assert.equal(scannableFromM(240, 25, 1 / 240), 10, "ten times its width");
  assert.ok(scannableFromM(240, 41, metresPerPx) < scannableFromM(240, 25, metresPerPx));
  assert.equal(scannableFromM(240, 0, metresPerPx), 0);
});
