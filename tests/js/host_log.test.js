import assert from "node:assert/strict";
import { test } from "node:test";

import { beforeWord, changeWord, undoOf } from "../../static/js/helpers/change_words.js";
import { HostLog } from "../../static/js/models/host_log.js";

/** A log of changes 1 to `head()`, answered in pages of two. */
function makeLog(head) {
  return new HostLog(async (url) => {
    const before = Number(new URL(url, "http://wall").searchParams.get("before")) || head() + 1;
    const numbers = [before - 1, before - 2].filter((no) => no > 0);
    return { changes: numbers.map((no) => ({ no })), more: before - 3 > 0 };
  });
}

const numbers = (log) => log.changes.map(({ no }) => no);

test("newer changes come before what is there", async () => {
  let head = 3;
  const log = makeLog(() => head);
  await log.loadNewer();
  await log.loadMore();
  head = 4;
  await log.loadNewer();
  assert.deepEqual([numbers(log), log.hasMore], [[4, 3, 2, 1], false]);
});

test("where more happened than a page holds it begins again, without a gap", async () => {
  let head = 2;
  const log = makeLog(() => head);
  await log.loadNewer();
  head = 9;
  await log.loadNewer();
  assert.deepEqual([numbers(log), log.hasMore], [[9, 8], true]);
});

test("asking twice at once shows nothing twice", async () => {
  const log = makeLog(() => 5);
  await Promise.all([log.loadNewer(), log.loadNewer()]);
  await Promise.all([log.loadMore(), log.loadMore()]);
  assert.deepEqual(numbers(log), [5, 4, 3, 2]);
});

const change = { kind: "shown", by_host: false, author: "Ben", detail: "" };

test("each change has its sentence", () => {
  for (const [values, expected] of [
    [{}, "log-shown"],
    [{ author: "" }, "log-shown-nameless"],
    [{ kind: "edited" }, "log-edited"],
    [{ kind: "edited", by_host: true }, "log-edited-host"],
    [{ kind: "hidden", by_host: true }, "log-hidden-host"],
    [{ kind: "restored", by_host: true, author: "" }, "log-restored-host-nameless"],
    [{ kind: "deleted" }, "log-deleted-nameless"],
    [{ kind: "deleted", by_host: true }, "log-deleted-host-nameless"],
    [{ kind: "opened", by_host: true, author: "" }, "log-opened"],
    [{ kind: "approved", by: "host", by_host: true, by_name: "Mia" }, "log-approved-by"],
    [{ kind: "edited", by: "host", by_host: true, by_name: "Mia" }, "log-edited-by"],
    [{ kind: "deleted", by: "host", by_host: true, by_name: "Mia" }, "log-deleted-by-nameless"],
    [{ kind: "setting", by: "host", by_host: true, by_name: "Mia", detail: "title" }, "log-setting-title"],
    [{ kind: "standing", by: "host", by_host: true, by_name: "Mia", detail: "banned:1" }, "log-standing-banned-by"],
    [{ kind: "standing", by: "helper", by_name: "Ada", detail: ":1" }, "log-standing-usual-by"],
    [{ kind: "standing", by: "host", by_host: true, detail: "banned:1" }, "log-standing-banned"],
    [{ kind: "closed", by_host: true, author: "" }, "log-closed"],
    [{ kind: "copy_kept" }, "log-copy_kept"],
    [{ kind: "copy_kept", author: "", by_host: true }, "log-copy_kept-nameless"],
    [{ kind: "clip_made", by_host: true }, "log-clip_made"],
    [{ kind: "waits", detail: "private" }, "log-private"],
    [{ kind: "waits", detail: "private", author: "" }, "log-private-nameless"],
    [{ kind: "waits", detail: "approval" }, "log-waits"],
    [{ kind: "clip_failed", author: "" }, "log-clip_failed-nameless"],
    [{ kind: "videos_off", by_host: true, author: "" }, "log-videos_off"],
    [{ kind: "closed", by_host: true, author: "", detail: "Back soon" }, "log-closed-with-words"],
    [{ kind: "setting", by: "host", author: "", detail: "names_asked" }, "log-setting-names_asked"],
    [{ kind: "ended", by: "clock", author: "", detail: "Good night" }, "log-ended-by-itself"],
    [{ kind: "ended", by: "operator", author: "" }, "log-ended-by-operator"],
    [{ kind: "hidden", by: "helper", by_name: "Ada" }, "log-hidden-by"],
    [{ kind: "restored", by: "program", by_name: "Booth", author: "" }, "log-restored-by-nameless"],
    [{ kind: "closed", by: "helper", by_name: "Ada", detail: "Back soon" }, "log-closed-by"],
    [{ kind: "renamed", by: "program", by_name: "Booth" }, "log-changed-by"],
    [{ kind: "steered", by: "helper", by_name: "Ada", detail: "frozen" }, "log-steered-by"],
  ]) {
    assert.equal(changeWord({ ...change, ...values }), expected);
  }
});

test("only the newest edit of a photo can be undone, also when the newer one comes later", async () => {
  const before = { author: "Ben", caption: "" };
  const edit = (no, photo) => ({ no, kind: "edited", photo, photo_state: "shown", words_before: before });
  let changes = [edit(2, "b"), edit(1, "a")];
  const log = new HostLog(async () => ({ changes, more: false }));
  const ways = () => log.changes.map(undoOf);
  await log.loadNewer();
  assert.deepEqual(ways(), ["rewrite", "rewrite"]);
  changes = [edit(3, "a"), ...changes];
  await log.loadNewer();
  assert.deepEqual(ways(), ["rewrite", "rewrite", null]);
  assert.equal(undoOf({ ...edit(4, "c"), words_before: null }), null);
  assert.equal(undoOf({ ...edit(4, "c"), photo_state: "hidden" }), null);
});

test("of a photo's words and of its picture the newest change can be undone, whoever said yes to it", async () => {
  const before = { author: "Ben", caption: "" };
  const of = (no, kind) => ({ no, kind, photo: "a", photo_state: "shown", detail: "", words_before: kind.startsWith("pic") ? null : before });
  const changes = [
    of(4, "picture_edited"), of(3, "words_approved"), of(2, "picture_approved"), of(1, "edited"),
  ];
  const log = new HostLog(async () => ({ changes, more: false }));
  await log.loadNewer();
  assert.deepEqual(log.changes.map(undoOf), ["picture", "rewrite", null, null]);
});

test("every decision about a photo can be undone as long as it holds", () => {
  for (const [kind, photo_state, way] of [
    ["approved", "shown", "hide"],
    ["approved", "hidden", null],
    ["kept", "shown", "hide"],
    ["kept", "waiting", null],
    ["refused", "hidden", "restore"],
    ["refused", "shown", null],
    ["hidden", "hidden", "restore"],
    ["restored", "shown", "hide"],
    ["stopped", "waiting", "restore"],
    ["stopped", "shown", null],
    ["deleted", "deleted", null],
  ])
    assert.equal(undoOf({ ...change, kind, photo_state, words_before: null }), way, `${kind}, now ${photo_state}`);
});

test("what stood there before an edit has its words", () => {
  for (const [before, expected] of [
    [{ author: "Ben", caption: "Cake" }, "log-before"],
    [{ author: "", caption: "Cake" }, "log-before-nameless"],
    [{ author: "Ben", caption: "" }, "log-before-wordless"],
    [{ author: "", caption: "" }, "log-before-wordless-nameless"],
    [null, null],
  ])
    assert.equal(beforeWord({ words_before: before }), expected);
});

test("what was decided about a guest can be undone, and that itself cannot", () => {
  const standing = (detail) => ({ no: 1, kind: "standing", photo: null, photo_state: "", detail });
  assert.deepEqual(["banned:a", "paused:a", ":a"].map((detail) => undoOf(standing(detail))), ["free", "free", null]);
});

test("a comment that is shown can be hidden from the log, and a hidden one shown again", () => {
  for (const [kind, state, expected] of [
    ["commented", "shown", "hide-comment"],
    ["comment_shown", "shown", "hide-comment"],
    ["comment_hidden", "hidden", "show-comment"],
    ["commented", "hidden", null],
    ["comment_hidden", "shown", null],
    ["comment_waits", "waiting", null],
    ["comment_reported", "shown", null],
  ])
    assert.equal(undoOf({ kind, photo_state: "shown", comment: { id: "c", author: "", text: "Cake", state } }), expected, kind);
  // One that is deleted has left no words.
  assert.equal(undoOf({ kind: "commented", photo_state: "shown", comment: null }), null);
  assert.equal(changeWord({ kind: "comment_hidden", by: "clock", by_name: "", author: "Mia", detail: "c" }), "log-comment_hidden");
});
