/** The layouts: whatever the photos' shapes and the screen's, everything lies where it should. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { facesIn } from "../../static/js/helpers/crop.js";
import { cropped } from "../../static/js/models/layouts/cell.js";
import { Mosaic, rowsOf } from "../../static/js/models/layouts/mosaic.js";
import { PAIRS } from "../../static/js/models/layouts/pairs.js";
import { PILE } from "../../static/js/models/layouts/pile.js";
import { SPOTLIGHT } from "../../static/js/models/layouts/spotlight.js";
import { TIMELINE } from "../../static/js/models/layouts/timeline.js";
import { seeded } from "./fakes.js";

const SCREENS = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
  { width: 3840, height: 1080 },
  { width: 390, height: 700 },
];
const COUNTS = [1, 2, 3, 7, 40];
const SHAPES = [[4, 3], [3, 4], [16, 9], [9, 16], [1, 1], [10, 1], [1, 12], [3, 2]];

/** Photos of mixed shapes. */
function shapes(count, random) {
  return Array.from({ length: count }, (_, index) => {
    const [width, height] = SHAPES[Math.floor(random() * SHAPES.length)];
    return { id: `photo-${index}`, width: width * 100, height: height * 100 };
  });
}

/** What is on after all of the photos have come, one after another. */
function arrived(layout, photos, screen) {
  const times = new Map(photos.map(({ id }, index) => [id, index]));
  let on = [];
  for (const shape of photos) on = layout.place(on, shape, screen, (id) => times.get(id));
  return on;
}

/** The corners' bounds of a box that may be turned. */
function bounds({ x, y, width, height, turn }) {
  const angle = (Math.abs(turn) * Math.PI) / 180;
  const wide = width * Math.cos(angle) + height * Math.sin(angle);
  const high = width * Math.sin(angle) + height * Math.cos(angle);
  const [cx, cy] = [x + width / 2, y + height / 2];
  return [cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2];
}

const overlap = (a, b) =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 0.01 &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 0.01;

function everyCase(check) {
  const random = seeded(7);
  for (const screen of SCREENS) {
    for (const count of COUNTS) {
      for (let tries = 0; tries < 12; tries += 1) check(shapes(count, random), screen);
    }
  }
}

for (const make of [() => PAIRS, () => new Mosaic(), () => PILE, () => SPOTLIGHT]) {
  const { name } = make();

  test(`${name}: everything is on the screen, has a size, and is there once`, () => {
    everyCase((photos, screen) => {
      const layout = make();
      const cells = layout.cells(arrived(layout, photos, screen), screen);
      assert.ok(cells.length > 0);
      assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
      for (const cell of cells) {
        const [left, top, right, bottom] = bounds(cell);
        assert.ok(left >= -0.01 && top >= -0.01, `${name} begins outside`);
        assert.ok(right <= screen.width + 0.01 && bottom <= screen.height + 0.01, `${name} ends outside`);
        assert.ok(cell.width > 0 && cell.height > 0);
      }
    });
  });

  test(`${name}: the photo that came last is on`, () => {
    everyCase((photos, screen) => {
      const layout = make();
      const on = arrived(layout, photos, screen);
      assert.ok(on.some(({ id }) => id === photos.at(-1).id));
      assert.ok(on.length <= Math.max(1, layout.count(screen, photos.length)));
    });
  });
}

for (const make of [() => PAIRS, () => new Mosaic(), () => SPOTLIGHT]) {
  test(`${make().name}: nothing lies on anything else`, () => {
    everyCase((photos, screen) => {
      const layout = make();
      const cells = layout.cells(arrived(layout, photos, screen), screen);
      for (const [index, one] of cells.entries()) {
        for (const other of cells.slice(index + 1)) assert.ok(!overlap(one, other), `${one.id} and ${other.id}`);
      }
    });
  });
}

for (const layout of [PAIRS, PILE]) {
  test(`${layout.name}: nothing is cropped`, () => {
    everyCase((photos, screen) => {
      const on = arrived(layout, photos, screen);
      for (const cell of layout.cells(on, screen)) {
        const { width, height } = on.find(({ id }) => id === cell.id);
        assert.ok(Math.abs(cell.width / cell.height / (width / height) - 1) < 1e-6);
        assert.equal(cell.crops, false);
      }
    });
  });
}

for (const make of [() => PAIRS, () => new Mosaic(), () => PILE, () => SPOTLIGHT, () => TIMELINE]) {
  test(`${make().name}: nothing is cropped over a head; what cannot be cropped is whole`, () => {
    const random = seeded(13);
    let crops = 0;
    everyCase((photos, screen) => {
      for (const photo of photos) {
        photo.faces = Array.from({ length: Math.floor(random() * 3) }, () => {
          const [width, height] = [0.05 + random() * 0.4, 0.05 + random() * 0.4];
          return { x: random() * (1 - width), y: random() * (1 - height), width, height };
        });
      }
      const layout = make();
      const on = arrived(layout, photos, screen);
      const plain = layout.cells(on, screen);
      for (const [index, cell] of cropped(plain, on).entries()) {
        assert.deepEqual({ ...cell, crops: 0, at: 0 }, { ...plain[index], crops: 0, at: 0 }, "it stays in its place");
        if (!cell.crops) continue;
        crops += 1;
        for (const face of facesIn(on.find(({ id }) => id === cell.id), cell, cell.at)) {
          assert.ok(face.x > -1e-3 && face.x + face.width < 1 + 1e-3, "cut across");
          assert.ok(face.y > -1e-3 && face.y + face.height < 1 + 1e-3, "cut down");
        }
      }
    });
    assert.equal(crops > 0, !["pairs", "pile"].includes(make().name));
  });
}

for (const layout of [SPOTLIGHT, TIMELINE]) {
  test(`${layout.name}: the small ones leave the QR code its corner, and none is a slice`, () => {
    everyCase((photos, screen) => {
      const part = screen.width > screen.height ? { width: 0.11, height: 0.28 } : { width: 0.27, height: 0.19 };
      const corner = { width: screen.width * part.width, height: screen.height * part.height };
      const on = arrived(layout, photos, { ...screen, corner });
      const code = { x: screen.width - corner.width, y: screen.height - corner.height, ...corner };
      for (const cell of layout.cells(on, { ...screen, corner }).filter(({ words }) => words === "none")) {
        assert.ok(!overlap(cell, code), `${cell.id} of ${on.length} on ${screen.width}x${screen.height}`);
        const ratio = cell.width / cell.height;
        assert.ok(ratio > 0.35 && ratio < 3.2, `${ratio} on ${screen.width}x${screen.height} with ${on.length}`);
      }
    });
  });
}

test("mosaic: the places fill the screen, but for the lines between them", () => {
  everyCase((photos, screen) => {
    const layout = new Mosaic();
    const cells = layout.cells(arrived(layout, photos, screen), screen);
    const area = cells.reduce((sum, { width, height }) => sum + (width + 4) * (height + 4), 0);
    assert.ok(area >= screen.width * screen.height, "an empty cell");
  });
});

test("mosaic: one place turns over and all others stay", () => {
  const screen = SCREENS[1];
  const layout = new Mosaic();
  const photos = shapes(60, seeded(3));
  let on = arrived(layout, photos.slice(0, 30), screen);
  for (const shape of photos.slice(30)) {
    const before = layout.cells(on, screen);
    const next = layout.place(on, shape, screen, (id) => Number(id.slice(6)));
    const after = layout.cells(next, screen);
    assert.equal(next.filter(({ id }, index) => id !== on[index].id).length, 1);
    for (const [index, cell] of after.entries()) {
      assert.deepEqual([cell.x, cell.y, cell.width], [before[index].x, before[index].y, before[index].width]);
    }
    on = next;
  }
});

test("mosaic: rows keep the order and leave nothing out", () => {
  const random = seeded(5);
  for (let count = 1; count <= 30; count += 1) {
    const ratios = Array.from({ length: count }, () => 0.5 + random() * 2);
    for (let rows = 1; rows <= count; rows += 1) {
      const split = rowsOf(ratios, rows);
      assert.equal(split.length, rows);
      assert.deepEqual(split.flat(), [...ratios.keys()]);
      assert.ok(split.every((row) => row.length > 0));
    }
  }
});

test("pairs: what stands goes beside what stands, what lies is alone, and upright the other way round", () => {
  const standing = { id: "a", width: 600, height: 900 };
  const lying = { id: "b", width: 900, height: 600 };
  const wide = PAIRS.partner([standing], SCREENS[1]);
  assert.equal(wide(standing), true);
  assert.equal(wide(lying), false);
  assert.equal(PAIRS.partner([lying], SCREENS[1]), null);
  assert.equal(PAIRS.partner([standing], SCREENS[3]), null);
  assert.equal(PAIRS.partner([lying], SCREENS[3])(lying), true);
});

test("pairs: a very wide screen has three where the third makes the others little smaller, and never four", () => {
  const standing = { id: "a", width: 600, height: 900 };
  const lying = { id: "b", width: 900, height: 600 };
  const ledWall = SCREENS[4];
  assert.equal(PAIRS.partner([lying], ledWall)(lying), true);
  assert.equal(PAIRS.partner([lying, lying], ledWall)(standing), true);
  assert.equal(PAIRS.partner([lying, lying], ledWall)(lying), false);
  assert.equal(PAIRS.partner([standing, standing, standing], ledWall), null);
  assert.equal(PAIRS.partner([standing, standing], SCREENS[1]), null, "a screen of 16:9 has two");
  const tower = { width: 720, height: 2560 };
  assert.equal(PAIRS.partner([lying, lying], tower)(lying), true);
  const cells = PAIRS.cells([lying, lying, standing], ledWall);
  assert.equal(new Set(cells.map(({ height }) => Math.round(height))).size, 1, "equally high");
});
