/** What the host reads of all screens together. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { behindOf } from "../../static/js/models/host_screens.js";

test("how far behind the show is, is what the screen says that knows best", () => {
  assert.equal(behindOf([]), null);
  assert.equal(behindOf([{ health: "late", behind: 3, wait_s: 9 }, { health: "green", layout: "basic" }]), null);
  const screens = [
    { health: "green", layout: "one", behind: 9, wait_s: 80 },
    { health: "green", layout: "mosaic", behind: 7, wait_s: 60 },
    { health: "late", layout: "one", behind: 1, wait_s: 5 },
  ];
  assert.deepEqual(behindOf(screens), { photos: 7, waitS: 60 });
});
