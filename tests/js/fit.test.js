/** How a photo lies on a screen. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fit } from "../../static/js/helpers/fit.js";

const HALL = { width: 1920, height: 1080 };

test("a photo that nearly has the screen's shape fills it", () => {
  assert.deepEqual(fit({ width: 1600, height: 900 }, HALL).fills, true);
  const whole = { ...HALL, fills: true, side: 0, hasSide: false, at: { x: 1 / 2, y: 1 / 3 } };
  assert.deepEqual(fit({ width: 2048, height: 1228 }, HALL), whole);
});

test("any other is whole, in its own shape, and touches two sides", () => {
  for (const [width, height] of [[2048, 1365], [2048, 1536], [1536, 2048], [2048, 500], [900, 2048]]) {
    const box = fit({ width, height }, HALL);
    assert.equal(box.fills, false, `${width} x ${height}`);
    assert.ok(box.width === HALL.width || box.height === HALL.height, `${width} x ${height}`);
    assert.ok(Math.abs(box.width / box.height - width / height) < 0.01, `${width} x ${height}`);
  }
});

test("a photo that stands leaves a side for words; on a phone there is none", () => {
  assert.equal(fit({ width: 1536, height: 2048 }, HALL).hasSide, true);
  assert.equal(fit({ width: 2048, height: 1536 }, HALL).hasSide, false);
  assert.equal(fit({ width: 900, height: 2048 }, { width: 390, height: 844 }).hasSide, false);
});

test("a tiny picture is enlarged a little, never to the size of a hall", () => {
  const box = fit({ width: 90, height: 60 }, HALL);
  assert.ok(box.width > 270 && box.height < HALL.height * 0.7, `${box.width} x ${box.height}`);
});
