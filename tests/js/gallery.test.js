/** The gallery's list against a feed and a network that overtake each other. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Gallery } from "../../static/js/models/gallery.js";

/** A photo whose number is its change and its second. @param {number} no @param {object} [more] */
const photo = (no, more = {}) => ({
  id: `p${no}`,
  change: no,
  position: no,
  state: "shown",
  author: "",
  caption: "",
  width: 4,
  height: 3,
  placeholder: "",
  taken_at: null,
  created_at: `2026-06-20T20:00:${String(no).padStart(2, "0")}.000Z`,
  mine: false,
  renditions: [],
  ...more,
});

/** @param {string} id @param {number} change */
const gone = (id, change) => ({ id, change, gone: /** @type {const} */ (true) });

/** @param {Gallery} gallery */
const ids = (gallery) => gallery.photos.map((one) => one.id).join(" ");

/** A list with photos 6 and 5 and an older page that waits to be answered. */
function opened() {
  /** @type {{before: number | null, answer: (page: any) => void, fail: (error: Error) => void}[]} */
  const asked = [];
  const gallery = new Gallery(
    { photos: [photo(6), photo(5)], before: 5 },
    (before) => new Promise((answer, fail) => asked.push({ before, answer, fail })),
  );
  /** @type {string[]} */
  const happened = [];
  gallery.listen((happening) => happened.push(happening.kind));
  return { gallery, asked, happened };
}

test("a new photo is held back until it is let in", () => {
  const { gallery, happened } = opened();
  gallery.take(photo(7));
  assert.equal(ids(gallery), "p6 p5");
  assert.equal(gallery.heldCount, 1);
  gallery.release();
  assert.equal(ids(gallery), "p7 p6 p5");
  assert.equal(gallery.heldCount, 0);
  assert.deepEqual(happened, ["held", "newer"]);
});

test("a held photo that is taken down never comes in", () => {
  const { gallery } = opened();
  gallery.take(photo(7));
  gallery.drop(gone("p7", 8));
  gallery.release();
  assert.equal(ids(gallery), "p6 p5");
});

test("a held photo that is edited comes in with its new words", () => {
  const { gallery } = opened();
  gallery.take(photo(7));
  gallery.take(photo(7, { change: 8, caption: "better" }));
  gallery.release();
  assert.equal(gallery.find("p7")?.caption, "better");
  assert.equal(gallery.photos.length, 3);
});

test("an edit changes the photo in its place", () => {
  const { gallery, happened } = opened();
  gallery.take(photo(5, { change: 9, caption: "new" }));
  assert.equal(ids(gallery), "p6 p5");
  assert.equal(gallery.find("p5")?.caption, "new");
  assert.deepEqual(happened, ["edited"]);
});

test("an older state of a photo does not undo a newer one", () => {
  const { gallery } = opened();
  gallery.take(photo(5, { change: 9, caption: "new" }));
  gallery.take(photo(5, { change: 8, caption: "old" }));
  assert.equal(gallery.find("p5")?.caption, "new");
});

test("a photo that is gone leaves at once", () => {
  const { gallery, happened } = opened();
  gallery.drop(gone("p6", 7));
  assert.equal(ids(gallery), "p5");
  assert.equal(gallery.find("p6"), null);
  assert.deepEqual(happened, ["gone"]);
});

test("a restored photo is back where it was", () => {
  const { gallery } = opened();
  gallery.take(photo(7));
  gallery.release();
  gallery.drop(gone("p6", 8));
  gallery.take(photo(6, { change: 9 }));
  assert.equal(ids(gallery), "p7 p6 p5");
});

test("a change to a photo on a page that is not loaded waits for that page", () => {
  const { gallery, happened } = opened();
  gallery.take(photo(2, { change: 9 }));
  assert.equal(ids(gallery), "p6 p5");
  assert.deepEqual(happened, []);
});

test("older photos join at the end until there are no more", async () => {
  const { gallery, asked } = opened();
  const loading = gallery.loadOlder();
  assert.equal(asked[0]?.before, 5);
  asked[0]?.answer({ photos: [photo(4), photo(3)], before: null });
  await loading;
  assert.equal(ids(gallery), "p6 p5 p4 p3");
  assert.equal(gallery.hasOlder, false);
  await gallery.loadOlder();
  assert.equal(asked.length, 1);
});

test("asking twice at once is one request", async () => {
  const { gallery, asked } = opened();
  const both = [gallery.loadOlder(), gallery.loadOlder()];
  assert.equal(asked.length, 1);
  asked[0]?.answer({ photos: [photo(4)], before: 4 });
  await Promise.all(both);
  assert.equal(ids(gallery), "p6 p5 p4");
});

test("a failed page says so and can be asked for again", async () => {
  const { gallery, asked } = opened();
  const loading = gallery.loadOlder();
  asked[0]?.fail(new Error("away"));
  await assert.rejects(loading, /away/);
  const again = gallery.loadOlder();
  asked[1]?.answer({ photos: [photo(4)], before: null });
  await again;
  assert.equal(ids(gallery), "p6 p5 p4");
});

test("a photo taken down while its page is on its way does not come back with the page", async () => {
  const { gallery, asked } = opened();
  const loading = gallery.loadOlder();
  gallery.drop(gone("p4", 9));
  asked[0]?.answer({ photos: [photo(4), photo(3)], before: null });
  await loading;
  assert.equal(ids(gallery), "p6 p5 p3");
});

test("a photo restored while its page is on its way comes with the page", async () => {
  const { gallery, asked } = opened();
  const loading = gallery.loadOlder();
  gallery.drop(gone("p4", 8));
  asked[0]?.answer({ photos: [photo(4, { change: 9 })], before: null });
  await loading;
  assert.equal(ids(gallery), "p6 p5 p4");
});

test("an edit that overtakes its page wins over the page", async () => {
  const { gallery, asked } = opened();
  const loading = gallery.loadOlder();
  gallery.take(photo(4, { change: 9, caption: "new" }));
  asked[0]?.answer({ photos: [photo(4, { caption: "old" })], before: null });
  await loading;
  assert.equal(gallery.find("p4")?.caption, "new");
});

test("a reload takes what the server has now and forgets what was held", async () => {
  const { gallery, asked, happened } = opened();
  gallery.take(photo(7));
  const loading = gallery.reload();
  while (asked.length === 0) await Promise.resolve();
  assert.equal(asked[0]?.before, null);
  asked[0]?.answer({ photos: [photo(9), photo(8)], before: 8 });
  await loading;
  assert.equal(ids(gallery), "p9 p8");
  assert.equal(gallery.heldCount, 0);
  assert.equal(happened.at(-1), "replaced");
});

test("what arrives during a reload is neither lost nor doubled", async () => {
  const { gallery, asked } = opened();
  const loading = gallery.reload();
  while (asked.length === 0) await Promise.resolve();
  gallery.take(photo(8));
  gallery.take(photo(9));
  asked[0]?.answer({ photos: [photo(8), photo(6)], before: 6 });
  await loading;
  gallery.release();
  assert.equal(ids(gallery), "p9 p8 p6");
});

test("an empty gallery takes its first photo", () => {
  const gallery = new Gallery({ photos: [], before: null }, () => Promise.reject(new Error("unasked")));
  gallery.take(photo(1));
  gallery.release();
  assert.equal(ids(gallery), "p1");
});

test("held photos come in newest first, in whatever order they arrived", () => {
  const { gallery } = opened();
  for (const no of [8, 7, 9]) gallery.take(photo(no));
  gallery.release();
  assert.equal(ids(gallery), "p9 p8 p7 p6 p5");
});
