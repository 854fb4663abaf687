/** New photos in turn: few of them, and nobody's fifty before somebody's one. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Arrivals, MOST_WAITING } from "../../static/js/models/arrivals.js";
import { photo } from "./fakes.js";

function taken(arrivals) {
  const all = [];
  for (let next = arrivals.take(); next; next = arrivals.take()) all.push(next);
  return all;
}

test("one guest's photos come in the order in which they were sent", () => {
  const arrivals = new Arrivals();
  for (const n of [1, 2, 3]) arrivals.add(photo(n));
  assert.deepEqual(taken(arrivals).map(({ change }) => change), [1, 2, 3]);
});

test("guests take turns", () => {
  const arrivals = new Arrivals();
  for (const n of [1, 2, 3]) arrivals.add(photo(n, { author: "Eager" }));
  arrivals.add(photo(4, { author: "Shy" }));
  assert.deepEqual(taken(arrivals).map(({ author }) => author).slice(0, 2).sort(), ["Eager", "Shy"]);
});

test("a photographer's photos wait for nobody's turn", () => {
  const arrivals = new Arrivals();
  for (const n of [1, 2, 3]) arrivals.add(photo(n, { sender: "pro", by_photographer: true }));
  arrivals.add(photo(4, { sender: "guest" }));
  assert.deepEqual(taken(arrivals).map(({ change }) => change), [1, 2, 3, 4]);
});

test("fifty of one guest neither pile up nor push out another's one", () => {
  const arrivals = new Arrivals();
  arrivals.add(photo(1, { author: "Shy" }));
  for (let n = 2; n <= 51; n += 1) arrivals.add(photo(n, { author: "Eager" }));
  assert.equal(arrivals.size, MOST_WAITING);
  assert.ok(taken(arrivals).some(({ author }) => author === "Shy"));
});

test("what is gone does not wait any longer, and new words are waited for with", () => {
  const arrivals = new Arrivals();
  for (const n of [1, 2]) arrivals.add(photo(n));
  arrivals.remove("photo-1");
  arrivals.update(photo(2, { caption: "new" }));
  assert.deepEqual(taken(arrivals).map(({ caption }) => caption), ["new"]);
});

test("guests without a name take turns as well, and a guest with two names has one turn", () => {
  const arrivals = new Arrivals();
  for (const n of [1, 2, 3]) arrivals.add(photo(n, { author: n === 2 ? "Two" : "", sender: "eager" }));
  arrivals.add(photo(4, { author: "", sender: "shy" }));
  assert.deepEqual(taken(arrivals).map(({ sender }) => sender).slice(0, 2).sort(), ["eager", "shy"]);
});
