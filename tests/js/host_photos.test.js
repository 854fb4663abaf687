import assert from "node:assert/strict";
import { test } from "node:test";

import { HostPhotos } from "../../static/js/models/host_photos.js";

function photo(number, { state = "shown", change = number } = {}) {
  const second = String(number).padStart(2, "0");
  const renditions = state === "shown" ? [{ name: "thumb" }] : [];
  return { id: `p${number}`, change, position: number, state, created_at: `2030-01-01T00:00:${second}Z`, renditions };
}

/** A host's list against a server that answers from `answers`, by the first part of the address. */
function makePhotos(answers) {
  const asked = [];
  const removed = [];
  const photos = new HostPhotos({
    ask: async (url, { method = "GET" } = {}) => {
      asked.push(`${method} ${url}`);
      const found = Object.entries(answers).find(([start]) => url.startsWith(start));
      assert.ok(found, `nothing to answer ${url} with`);
      return typeof found[1] === "function" ? found[1](url) : found[1];
    },
    onPhoto: () => {},
    onRemoved: (id) => removed.push(id),
  });
  return { photos, asked, removed };
}

const page = (numbers, before = null) => ({
  photos: numbers.map((number) => photo(number)),
  more: before !== null,
  before,
});
const ids = (photos) => photos.photos.map(({ id }) => id);

test("pages are asked for one after the other until there are no more", async () => {
  const { photos, asked } = makePhotos({
    "/api/admin/photos?before=&": page([4, 3], 3),
    "/api/admin/photos?before=3&": page([2, 1]),
  });
  await Promise.all([photos.loadMore(), photos.loadMore()]);
  assert.equal(asked.length, 1, "a double tap loads one page");
  await photos.loadMore();
  await photos.loadMore();
  assert.deepEqual([ids(photos), asked.length, photos.hasMore], [["p4", "p3", "p2", "p1"], 2, false]);
});

test("a new photo comes first, and one from further back waits for its page", async () => {
  const { photos } = makePhotos({ "/api/admin/photos": page([4, 3], 3) });
  await photos.loadMore();
  photos.take(photo(5));
  photos.take(photo(1, { change: 6 }));
  assert.deepEqual(ids(photos), ["p5", "p4", "p3"]);
});

test("a photo that is gone because it was hidden stays in the host's list", async () => {
  const { photos, removed } = makePhotos({
    "/api/admin/photos": page([2, 1]),
    "/api/admin/changes?before=10&limit=1": { changes: [{ no: 9, kind: "hidden" }] },
  });
  await photos.loadMore();
  await photos.takeGone({ id: "p1", change: 9, gone: true });
  assert.deepEqual(photos.photos.filter(({ state }) => state === "hidden").map(({ id, renditions }) => [id, renditions]), [["p1", []]]);
  assert.deepEqual(removed, []);
});

test("a photo that its guest took back leaves the list", async () => {
  const { photos, removed } = makePhotos({
    "/api/admin/photos": page([2, 1]),
    "/api/admin/changes": { changes: [{ no: 9, kind: "deleted" }] },
  });
  await photos.loadMore();
  await photos.takeGone({ id: "p1", change: 9, gone: true });
  assert.deepEqual([ids(photos), removed], [["p2"], ["p1"]]);
});

test("an older word never replaces a newer one", async () => {
  const { photos } = makePhotos({
    "/api/admin/photos": page([1]),
    "/api/admin/photo/p1/hide": { photo: photo(1, { state: "hidden", change: 8 }) },
  });
  await photos.loadMore();
  await photos.hide("p1");
  photos.take(photo(1, { change: 7 }));
  assert.equal(photos.photos[0].state, "hidden");
});

test("what the server refuses changes nothing", async () => {
  const refuse = () => {
    throw new Error("refused");
  };
  const { photos, removed } = makePhotos({ "/api/admin/photos": page([1]), "/api/": refuse });
  await photos.loadMore();
  await assert.rejects(photos.hide("p1"));
  await assert.rejects(photos.delete("p1"));
  assert.deepEqual([photos.photos[0].state, removed], ["shown", []]);
});

test("what is looked for is asked of the server, and others stay out when they come live", async () => {
  const { photos, asked } = makePhotos({ "/api/admin/photos": page([4]) });
  await photos.look({ state: "", guest: "g1", sender: "tag-1", hour: "2030-01-01T00" });
  assert.match(asked[0], /guest=g1&hour=2030-01-01T00/);
  photos.take({ ...photo(5), sender: "tag-2" });
  photos.take({ ...photo(6), sender: "tag-1" });
  photos.take({ ...photo(7), sender: "tag-1", created_at: "2030-01-01T01:00:00Z" });
  assert.deepEqual(ids(photos), ["p6", "p4"]);
});

test("an answer to an earlier question is not mixed with the next one's", async () => {
  const waiting = [];
  const { photos } = makePhotos({
    "/api/admin/photos": () => new Promise((resolve) => waiting.push(resolve)),
  });
  const first = photos.look({ state: "hidden", guest: "", sender: "", hour: "" });
  const second = photos.look({ state: "", guest: "", sender: "", hour: "" });
  waiting[1](page([2]));
  waiting[0](page([1]));
  await Promise.all([first, second]);
  assert.deepEqual(ids(photos), ["p2"]);
});

test("several go to the server in parts, and those that were deleted leave the list", async () => {
  const { photos, asked, removed } = makePhotos({
    "/api/admin/photos?": page([2, 1]),
    "/api/admin/photos": { photos: [{ id: "p1", state: "deleted", change: 9 }], missed: 1 },
  });
  await photos.loadMore();
  const missed = await photos.doSeveral("delete", Array.from({ length: 21 }, (_, number) => `p${number}`));
  assert.deepEqual([missed, removed, asked.length], [2, ["p1"], 3]);
});
