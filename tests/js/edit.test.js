import assert from "node:assert/strict";
import test from "node:test";

import { coverScale, inShape, isSame, mirrored, moved, tidy, turned } from "../../static/js/helpers/edit.js";
import { adjust, better, curves } from "../../static/js/helpers/levels.js";
import { EditHistory, MOST_STEPS } from "../../static/js/models/edit_history.js";

const crop = { left: 0.125, top: 0.25, width: 0.5, height: 0.25 };

test("a turn takes the crop with it, and four of them are none", () => {
  assert.deepEqual(turned({ crop }, 1), { crop: { left: 0.5, top: 0.125, width: 0.25, height: 0.5 }, turns: 1 });
  assert.ok(isSame(turned({ crop, turns: 2 }, 4), { crop, turns: 2 }));
  assert.ok(isSame(turned(turned({ crop }, -1), 1), { crop }));
});

test("mirroring twice is nothing, also of what is turned and straightened", () => {
  const edit = { crop, turns: 1, angle: 7, mirror: false };
  const once = mirrored(edit);
  assert.deepEqual([once.turns, once.angle, once.mirror, once.crop?.left], [3, -7, true, 0.375]);
  assert.ok(isSame(mirrored(once), edit));
});

test("what is as it came is not sent", () => {
  assert.deepEqual(tidy({ crop: { left: 0, top: 0, width: 1, height: 1 }, turns: 0, warmth: 3, mirror: false }), { warmth: 3 });
  assert.deepEqual(tidy({ poster_ms: 0 }), { poster_ms: 0 });
});

test("a crop never leaves the picture and keeps its shape", () => {
  assert.deepEqual(moved(crop, "", 9, -9), { ...crop, left: 0.5, top: 0 });
  assert.deepEqual(moved(crop, "se", 9, 9), { left: 0.125, top: 0.25, width: 0.875, height: 0.75 });
  for (const handle of ["nw", "ne", "sw", "se", "n", "e"]) {
    for (const [x, y] of [[0.3, 0.1], [-2, 2], [2, -2], [-0.01, 0]]) {
      const made = moved(crop, handle, x, y, 2);
      assert.ok(Math.abs(made.width / made.height - 2) < 1e-9, handle);
      assert.ok(made.left >= -1e-9 && made.top >= -1e-9 && made.left + made.width <= 1 + 1e-9 && made.top + made.height <= 1 + 1e-9);
    }
  }
  const square = inShape({ left: 0, top: 0, width: 1, height: 1 }, 1, 1.5);
  assert.ok(Math.abs(square.width - 2 / 3) < 1e-9 && square.height === 1 && Math.abs(square.left - 1 / 6) < 1e-9);
});

test("straightening enlarges as the server does", () => {
  assert.equal(coverScale(0, 3, 2), 1);
  assert.ok(Math.abs(coverScale(-45, 100, 100) - Math.SQRT2) < 1e-9);
});

test("levels are those of the server, to the number", () => {
  const level = (edit, ...pixel) => {
    const pixels = new Uint8ClampedArray([...pixel, 255]);
    adjust(pixels, edit);
    return [...pixels.slice(0, 3)];
  };
  assert.deepEqual(level({ brightness: 100 }, 128, 128, 128), [181, 181, 181]);
  assert.deepEqual(level({ brightness: -100 }, 128, 128, 128), [64, 64, 64]);
  assert.deepEqual(level({ warmth: 100 }, 128, 128, 128), [154, 128, 102]);
  assert.deepEqual(level({ contrast: 50 }, 20, 64, 192), [0, 38, 219]);
  assert.deepEqual(level({ saturation: -100 }, 255, 0, 0), [76, 76, 76]);
  assert.deepEqual(level({ saturation: 100 }, 100, 50, 50), [135, 35, 35]);
  assert.equal(curves({})[200], 200);
});

test("better brightens what is dark, spreads what is flat, and leaves a plain colour alone", () => {
  const picture = (value) => Uint8ClampedArray.from({ length: 4000 }, (_, at) => (at % 4 === 3 ? 255 : value(Math.floor(at / 4) / 1000)));
  const dark = better(picture((part) => 10 + 90 * part));
  assert.ok(dark.brightness > 20 && dark.contrast > 20, JSON.stringify(dark));
  const flat = better(picture((part) => 100 + 55 * part));
  assert.ok(flat.contrast > 20 && Math.abs(flat.brightness) < 10, JSON.stringify(flat));
  assert.deepEqual(better(picture(() => 90)), { brightness: 0, contrast: 0, warmth: 0, saturation: 0 });
});

test("steps can be taken back and again, and a slider's way is one step", () => {
  let told = 0;
  const history = new EditHistory({}, () => (told += 1));
  history.take({ warmth: 1 });
  history.take({ warmth: 2 }, true);
  history.take({ warmth: 2, turns: 1 });
  history.undo();
  assert.deepEqual([history.now, history.canRedo, history.isChanged], [{ warmth: 2 }, true, true]);
  history.undo();
  assert.deepEqual([history.now, history.canUndo, history.isChanged], [{}, false, false]);
  history.redo();
  history.take({ turns: 2 });
  assert.deepEqual([history.canRedo, told], [false, 7]);
  for (let step = 0; step < 2 * MOST_STEPS; step += 1) history.take({ warmth: step - MOST_STEPS });
  while (history.canUndo) history.undo();
  assert.deepEqual(history.now, {});
});
