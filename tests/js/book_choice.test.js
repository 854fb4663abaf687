/** What a host chooses for the book: moves that say behind which photo another stands, as the server carries them out. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { leaveOut, move, putBack } from "../../static/js/models/book_choice.js";

const none = { format: "a4", bleed: false, cover: "", left_out: [], moved: [] };
const order = ["a", "b", "c", "d"];

/** Carry moves out as app/exports/book/choice.py does. @param {string[]} ids @param {string[][]} moved */
function inOrder(ids, moved) {
  const now = [...ids];
  for (const [photo = "", after = ""] of moved) {
    now.splice(now.indexOf(photo), 1);
    now.splice(after === "" ? 0 : now.indexOf(after) + 1, 0, photo);
  }
  return now.join("");
}

test("a photo moves one place either way, and not beyond the ends", () => {
  for (const [photo, step, wanted] of /** @type {[string, 1 | -1, string][]} */ ([
    ["b", -1, "bacd"],
    ["c", -1, "acbd"],
    ["a", 1, "bacd"],
    ["c", 1, "abdc"],
  ])) {
    assert.equal(inOrder(order, move(none, order, photo, step).moved), wanted, `${photo} ${step}`);
  }
  assert.equal(move(none, order, "a", -1), none);
  assert.equal(move(none, order, "d", 1), none);
  assert.equal(move(none, order, "x", 1), none);
});

test("what is moved again has one move, the last one", () => {
  const once = move(none, order, "a", 1);
  const twice = move(once, ["b", "a", "c", "d"], "a", 1);
  assert.deepEqual(twice.moved, [["a", "c"]]);
});

test("what is left out leaves the cover and its moves, and can be put back", () => {
  const moved = { ...move(none, order, "b", 1), cover: "b" };
  const without = leaveOut(leaveOut(moved, "b"), "b");
  assert.deepEqual([without.left_out, without.moved, without.cover], [["b"], [], ""]);
  assert.deepEqual(putBack(without, "b").left_out, []);
});
