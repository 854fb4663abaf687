/** What is seen of a photo that fills a box: every head, else the upper third. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { cropOf, facesIn, zoomOf } from "../../static/js/helpers/crop.js";
import { fit } from "../../static/js/helpers/fit.js";
import { seeded } from "./fakes.js";

const LYING = { width: 1600, height: 900 };
const STANDING = { width: 900, height: 1600 };
const SQUARE = { width: 500, height: 500 };
const box = (x, y, width, height) => ({ x, y, width, height });

test("without heads a photo keeps its middle across, and its upper third down", () => {
  assert.deepEqual(cropOf({ ...LYING, faces: [] }, SQUARE), { x: 1 / 2, y: 1 / 3 });
  assert.deepEqual(cropOf({ ...STANDING, faces: [] }, SQUARE), { x: 1 / 2, y: 1 / 3 });
  assert.deepEqual(cropOf(STANDING, SQUARE), { x: 1 / 2, y: 1 / 3 }, "an older photo says of no heads");
});

test("a head at any edge stays in view", () => {
  assert.equal(cropOf({ ...LYING, faces: [box(0, 0.2, 0.2, 0.3)] }, SQUARE).x, 0);
  assert.equal(cropOf({ ...LYING, faces: [box(0.8, 0.2, 0.2, 0.3)] }, SQUARE).x, 1);
  assert.equal(cropOf({ ...STANDING, faces: [box(0.3, 0.85, 0.3, 0.15)] }, SQUARE).y, 1);
});

test("a head that is in view anyhow moves nothing", () => {
  assert.deepEqual(cropOf({ ...LYING, faces: [box(0.4, 0.1, 0.2, 0.3)] }, SQUARE), { x: 1 / 2, y: 1 / 3 });
});

test("heads farther apart than the box is wide are no crop", () => {
  const faces = [box(0, 0.2, 0.2, 0.3), box(0.8, 0.2, 0.2, 0.3)];
  assert.equal(cropOf({ ...LYING, faces }, SQUARE), null);
  assert.notEqual(cropOf({ ...LYING, faces }, LYING), null, "nothing is cut of it there");
});

test("whatever the shapes, each head lies whole in the box, or there is no crop", () => {
  const random = seeded(11);
  let crops = 0;
  for (let tries = 0; tries < 5000; tries += 1) {
    const photo = { width: 100 + random() * 2000, height: 100 + random() * 2000, faces: [] };
    const frame = { width: 100 + random() * 2000, height: 100 + random() * 2000 };
    for (let count = Math.floor(random() * 4); count > 0; count -= 1) {
      const [width, height] = [0.02 + random() * 0.4, 0.02 + random() * 0.4];
      photo.faces.push(box(random() * (1 - width), random() * (1 - height), width, height));
    }
    const at = cropOf(photo, frame);
    if (!at) continue;
    crops += 1;
    assert.ok(at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1);
    for (const face of facesIn(photo, frame, at)) {
      assert.ok(face.x > -1e-3 && face.x + face.width < 1 + 1e-3, "cut across");
      assert.ok(face.y > -1e-3 && face.y + face.height < 1 + 1e-3, "cut down");
    }
  }
  assert.ok(crops > 2000);
});

test("a single photo fills the screen only where no head is cut", () => {
  const screen = { width: 1920, height: 1080 };
  const nearly = { width: 1920, height: 1160 };
  assert.equal(fit({ ...nearly, faces: [box(0.2, 0, 0.3, 0.3)] }, screen).at.y, 0);
  const both = [box(0.2, 0, 0.3, 0.3), box(0.6, 0.8, 0.2, 0.2)];
  assert.equal(fit({ ...nearly, faces: both }, screen).fills, false);
});

test("a slow zoom goes on around the heads, and not at all where it would cut one", () => {
  const times = 1.1;
  assert.deepEqual(zoomOf([], times), { x: 1 / 2, y: 1 / 2 });
  assert.equal(zoomOf([box(0, 0.4, 0.1, 0.2)], times).x, 0);
  assert.equal(zoomOf([box(0, 0.4, 0.1, 0.2), box(0.9, 0.4, 0.1, 0.2)], times), null);
  for (const left of [0, 0.02, 0.3, 0.6, 0.8]) {
    const face = box(left, 0.5, 0.2, 0.2);
    const { x } = zoomOf([face], times);
    // What lies left of the point moves left, by its distance.
    assert.ok(x + (face.x - x) * times > -1e-9, `${left}`);
    assert.ok(x + (face.x + face.width - x) * times < 1 + 1e-9, `${left}`);
  }
});
