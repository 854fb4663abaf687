/** The album against a feed and a network that overtake each other. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Album } from "../../static/js/models/album.js";
import { AlbumRows } from "../../static/js/models/album_rows.js";
import { itemsOf } from "../../static/js/models/album_stretch.js";

const at = (/** @type {number} */ minute) => `2026-06-13T20:${String(minute).padStart(2, "0")}:00.000Z`;

/** A photo that happened in a minute; the change that showed it is the same number. @param {number} no @param {object} [more] @returns {any} */
const photo = (no, more = {}) => ({ id: `p${no}`, change: no, position: no, happened_at: at(no), width: 4, height: 3, renditions: [], ...more });

/** Two chapters of three photos each, whose stretches are answered by hand. */
async function opened() {
  /** @type {{begin: any, end: any, answer: (photos: any[], cursor?: number) => void, fail: (error: Error) => void}[]} */
  const asked = [];
  let told = {
    cursor: 20,
    photos: 6,
    chapters_no: 0,
    chapters: [
      { id: "a", title: "", stretches: [{ at: at(1), no: 1, shapes: "xxx" }] },
      { id: "b", title: "Dinner", stretches: [{ at: at(11), no: 11, shapes: "xxx" }] },
    ],
  };
  const album = new Album({
    outline: async () => told,
    photos: (begin, end) =>
      new Promise((answer, fail) =>
        asked.push({ begin, end, answer: (photos, cursor = 20) => answer({ cursor, photos }), fail }),
      ),
  });
  await album.load();
  /** @type {string[]} */
  const happened = [];
  album.listen((happening) => happened.push(happening.kind));
  return { album, asked, happened, tell: (/** @type {any} */ outline) => (told = { ...told, ...outline }) };
}

/** @param {Album} album */
const shape = (album) =>
  album.chapters.map((chapter) => itemsOf(chapter).map((item) => item.photo?.id ?? "-").join(" ")).join(" | ");

/** @param {Album} album @param {number} index */
const stretch = (album, index) => /** @type {any} */ (album.stretches[index]);

test("every photo has its room before any has come", async () => {
  const { album } = await opened();
  assert.equal(shape(album), "- - - | - - -");
  assert.equal(album.count, 6);
});

test("a stretch is fetched once, from where it begins to where the next does", async () => {
  const { album, asked, happened } = await opened();
  const filled = Promise.all([album.fill(stretch(album, 0)), album.fill(stretch(album, 0))]);
  assert.equal(asked.length, 1);
  assert.deepEqual([asked[0]?.begin.at, asked[0]?.end.at], [at(1), at(11)]);
  asked[0]?.answer([photo(1), photo(2), photo(3)]);
  await filled;
  assert.equal(shape(album), "p1 p2 p3 | - - -");
  assert.deepEqual(happened, ["filled"]);
  await album.fill(stretch(album, 0));
  assert.equal(asked.length, 1);
});

test("a place keeps its key when its photo comes, so that nothing is built twice", async () => {
  const { album, asked } = await opened();
  const keys = stretch(album, 0).items.map((/** @type {any} */ item) => item.key);
  const filled = album.fill(stretch(album, 0));
  asked[0]?.answer([photo(1), photo(2), photo(3)]);
  await filled;
  assert.deepEqual(stretch(album, 0).items.map((/** @type {any} */ item) => item.key), keys);
});

test("a stretch that has lost a photo since the outline closes up when it comes", async () => {
  const { album, asked, happened } = await opened();
  const filled = album.fill(stretch(album, 0));
  asked[0]?.answer([photo(1), photo(3)]);
  await filled;
  assert.equal(shape(album), "p1 p3 | - - -");
  assert.deepEqual(happened, ["moved"]);
});

test("a new photo lies where it happened, also between two that are there", async () => {
  const { album, asked } = await opened();
  const filled = album.fill(stretch(album, 0));
  asked[0]?.answer([photo(1), photo(2), photo(3)]);
  await filled;
  album.take(photo(21, { happened_at: at(2) }));
  assert.equal(shape(album), "p1 p2 p21 p3 | - - -");
  album.take(photo(22, { happened_at: at(30) }));
  assert.equal(shape(album), "p1 p2 p21 p3 | - - - p22");
});

test("what the outline was made with is not counted again, and an edit is no new photo", async () => {
  const { album } = await opened();
  album.take(photo(12));
  album.take(photo(2, { change: 25 }));
  assert.equal(album.count, 6);
});

test("a photo that went while its stretch was on its way is not there when it comes", async () => {
  const { album, asked } = await opened();
  const filled = album.fill(stretch(album, 0));
  album.drop({ id: "p2", change: 21, gone: true });
  asked[0]?.answer([photo(1), photo(2), photo(3)]);
  await filled;
  assert.equal(shape(album), "p1 p3 | - - -");
});

test("a photo that came while its stretch was on its way is there once", async () => {
  const { album, asked } = await opened();
  const filled = album.fill(stretch(album, 1));
  album.take(photo(21, { happened_at: at(12) }));
  asked[0]?.answer([photo(11), photo(12), photo(13)]);
  await filled;
  assert.equal(shape(album), "- - - | p11 p12 p21 p13");
});

test("an edit that overtakes its stretch stays", async () => {
  const { album, asked } = await opened();
  const filled = album.fill(stretch(album, 0));
  album.take(photo(2, { change: 30, caption: "new" }));
  asked[0]?.answer([photo(1), photo(2, { change: 30, caption: "new" }), photo(3)]);
  await filled;
  album.take(photo(2, { change: 2, caption: "old" }));
  assert.equal(album.find("p2")?.caption, "new");
});

test("a stretch that did not come is asked for again", async () => {
  const { album, asked } = await opened();
  const failing = album.fill(stretch(album, 0));
  asked[0]?.fail(new Error("away"));
  await assert.rejects(failing);
  const filled = album.fill(stretch(album, 0));
  asked[1]?.answer([photo(1), photo(2), photo(3)]);
  await filled;
  assert.equal(shape(album), "p1 p2 p3 | - - -");
});

test("when chapters change, the photos that are there stay", async () => {
  const { album, asked, tell } = await opened();
  const filled = album.fill(stretch(album, 0));
  asked[0]?.answer([photo(1), photo(2), photo(3)]);
  await filled;
  const [first] = stretch(album, 0).items;
  const stretches = [...album.stretches].map(({ at, no, items }) => ({ at, no, shapes: "x".repeat(items.length) }));
  tell({ chapters_no: 30, chapters: [{ id: "a", title: "All", stretches }] });
  await album.load();
  assert.equal(shape(album), "p1 p2 p3 - - -");
  assert.equal(stretch(album, 0).items[0], first);
  assert.equal(album.no, 30);
});

test("no more than a bounded number of stretches keep their photos", async () => {
  const stretches = Array.from({ length: 80 }, (_, no) => ({ at: `2026-06-13T20:00:00.${String(no).padStart(3, "0")}Z`, no, shapes: "k" }));
  const album = new Album({
    outline: async () => ({ cursor: 1, photos: 80, chapters_no: 0, chapters: [{ id: "a", title: "", stretches }] }),
    photos: async (begin) => ({ cursor: 1, photos: [photo(begin.no, { happened_at: begin.at })] }),
  });
  await album.load();
  for (const one of album.stretches) await album.fill(one);
  assert.equal(album.stretches.filter((one) => one.isFilled).length, 60);
  assert.equal(album.stretches[0]?.isFilled, false);
  assert.equal(album.count, 80);
});

test("rows of a chapter fill the width, and the last one stays ragged", () => {
  const rows = new AlbumRows([1, 1, 1, 1.5, 1.5, 0.75], { width: 330, height: 100, gap: 10 });
  assert.equal(rows.count, 3);
  const lines = [0, 1, 2].map((row) => rows.places(row, row + 1));
  assert.deepEqual(lines.map((places) => places.map((place) => place.index)), [[0, 1, 2], [3, 4], [5]]);
  for (const places of lines.slice(0, 2)) {
    const last = places.at(-1);
    assert.ok(last && Math.abs(last.x + last.width - 330) < 0.01);
  }
  assert.equal(lines[2]?.[0]?.width, 75);
  assert.equal(rows.height, 320);
  assert.deepEqual([0, 2, 3, 5].map((index) => rows.rowOf(index)), [0, 0, 1, 2]);
});

test("nothing of a row ever leaves the width, whatever the shapes", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 50; round += 1) {
    const width = 200 + random() * 1500;
    const ratios = Array.from({ length: 200 }, () => 0.75 + random() * 0.75);
    const rows = new AlbumRows(ratios, { width, height: 120, gap: 4 });
    const places = rows.places(0, rows.count);
    assert.equal(places.length, 200);
    for (const place of places) assert.ok(place.x >= -0.01 && place.x + place.width <= width + 0.01);
  }
});
