/** The rows of the gallery: the layout that CSS makes, and what may move in it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Rows } from "../../static/js/models/rows.js";

const MEASURES = { width: 400, height: 100, gap: 10 };

/** @param {string} id @param {number} ratio */
const photo = (id, ratio) => ({ id, width: ratio * 1000, height: 1000 });

/** @param {string[]} ids @param {number} [ratio] */
const photos = (ids, ratio = 1) => ids.map((id) => photo(id, ratio));

/** @param {Rows} rows */
const all = (rows) => rows.places(0, rows.count);

/** @param {Rows} rows */
const shape = (rows) =>
  Array.from({ length: rows.count }, (_, row) =>
    rows
      .places(row, row + 1)
      .map((place) => place.id)
      .join(""),
  );

/** @param {Parameters<Rows["fill"]>[0]} list */
function filled(list) {
  const rows = new Rows(MEASURES);
  rows.fill(list);
  return rows;
}

test("a row takes what fits and shares out the rest equally", () => {
  const rows = filled(photos(["a", "b", "c", "d"], 1.1));
  assert.deepEqual(shape(rows), ["abc", "d"]);
  const [a, b, c] = all(rows);
  assert.equal(Math.round(a.width), Math.round((400 - 20) / 3));
  assert.equal(b.x, a.x + a.width + 10);
  assert.ok(Math.abs(c.x + c.width - 400) < 0.001);
});

test("the last row is not stretched", () => {
  const [, , , d] = all(filled(photos(["a", "b", "c", "d"], 1.1)));
  assert.equal(Math.round(d.width), 110);
  assert.equal(d.y, 110);
});

test("a panorama and a tower keep to the widest and the narrowest place", () => {
  const [wide, tall] = all(filled([photo("w", 9), photo("t", 0.1)]));
  assert.equal(wide.width, 150);
  assert.equal(tall.width, 75);
});

test("a photo without a size gets a square place", () => {
  const [place] = all(filled([{ id: "a", width: 0, height: 0 }]));
  assert.equal(place.width, 100);
});

test("older photos fill the last row and go on below it, and nothing else moves", () => {
  const rows = filled(photos(["a", "b", "c", "d"], 1.1));
  const before = rows.places(0, 1);
  rows.append(photos(["e", "f", "g"], 1.1));
  assert.deepEqual(shape(rows), ["abc", "def", "g"]);
  assert.deepEqual(rows.places(0, 1), before);
});

test("a new photo is never alone in the first row: it joins the row below", () => {
  const rows = filled(photos(["a", "b", "c", "d"], 1.1));
  rows.prepend(photos(["z"], 1.1));
  assert.deepEqual(shape(rows), ["zabc", "d"]);
  const [, , , c] = rows.places(0, 1);
  assert.ok(Math.abs(c.x + c.width - 400) < 0.001);
});

test("the second new photo starts a row with the first, and the full ones are as they were", () => {
  const rows = filled(photos(["a", "b", "c", "d"], 1.1));
  const before = rows.places(0, 1);
  rows.prepend(photos(["z"], 1.1));
  rows.prepend(photos(["y"], 1.1));
  assert.deepEqual(shape(rows), ["yz", "abc", "d"]);
  assert.deepEqual(
    rows.places(1, 2).map(({ x, width }) => ({ x, width })),
    before.map(({ x, width }) => ({ x, width })),
  );
});

test("several new photos keep their order, newest first", () => {
  const rows = filled(photos(["a", "b", "c", "d"], 1.1));
  rows.prepend(photos(["z", "y", "x", "w"], 1.1));
  assert.deepEqual(shape(rows), ["zyxw", "abc", "d"]);
});

test("a row that loses a photo closes up and the others stay", () => {
  const rows = filled(photos(["a", "b", "c", "d", "e", "f", "g"], 1.25));
  assert.equal(rows.remove("b"), 0);
  assert.deepEqual(shape(rows), ["ac", "def", "g"]);
});

test("a row that loses too much is left ragged instead of cutting its photos", () => {
  const rows = filled(photos(["a", "b", "c", "d"], 1));
  rows.remove("b");
  const [a] = all(rows);
  assert.equal(a.width, 100);
});

test("a row that loses its last photo goes", () => {
  const rows = filled(photos(["a", "b", "c", "d"], 1.1));
  const before = rows.height;
  rows.remove("d");
  assert.equal(rows.count, 1);
  assert.equal(rows.height, before - 110);
});

test("a first row that keeps one photo joins the row below", () => {
  const rows = filled(photos(["a", "b", "c"], 1.1));
  rows.prepend(photos(["y", "z"], 1.1));
  assert.deepEqual(shape(rows), ["yz", "abc"]);
  rows.remove("z");
  assert.deepEqual(shape(rows), ["yabc"]);
});

test("removing an unknown photo changes nothing", () => {
  const rows = filled(photos(["a", "b"]));
  assert.equal(rows.remove("nobody"), -1);
  assert.deepEqual(shape(rows), ["ab"]);
});

test("every photo has exactly one place, inside the list, in reading order, whatever happens", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const rows = filled([]);
  /** @type {string[]} */
  let expected = [];
  for (let step = 0; step < 400; step += 1) {
    const one = photo(`p${step}`, 0.4 + random() * 2);
    const choice = random();
    if (choice < 0.35) {
      rows.prepend([one]);
      expected.unshift(one.id);
    } else if (choice < 0.75) {
      rows.append([one]);
      expected.push(one.id);
    } else if (expected.length > 0) {
      const gone = /** @type {string} */ (expected[Math.floor(random() * expected.length)]);
      rows.remove(gone);
      expected = expected.filter((id) => id !== gone);
    }
  }
  assert.ok(rows.places(0, 1).length > 1, "the first row is one lone photo");
  const places = all(rows);
  assert.deepEqual(
    places.map((place) => place.id),
    expected,
  );
  for (const place of places) {
    assert.ok(place.x >= 0 && place.x + place.width <= MEASURES.width + 0.1, `${place.id} sticks out`);
    // The first row may hold one more than fits.
    assert.ok(place.width >= (place.row === 0 ? 50 : 75) - 0.001, `${place.id} is too narrow`);
    assert.deepEqual(rows.find(place.id), place);
  }
});
