/** Who has the wall: a pause is the wall's, whoever has it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { WallShow } from "../../static/js/pages/wall_show.js";

const NO_SLIDES = { cut() {}, pause() {}, resume() {} };

/** A director or a board, as far as who has the wall matters. */
class Half {
  isPaused = false;
  has = false;

  pause() {
    this.isPaused = true;
  }

  resume() {
    this.isPaused = false;
  }

  pin() {}

  async start() {
    this.has = true;
  }

  end() {
    this.has = false;
  }

  rest() {
    this.has = false;
  }

  wake() {
    this.has = true;
  }
}

function setUp() {
  const [director, board] = [new Half(), new Half()];
  director.has = true;
  return { director, board, show: new WallShow({ dataset: {} }, { director, board, view: {}, slides: NO_SLIDES }) };
}

test("one of the two has the wall", async () => {
  const { director, board, show } = setUp();
  await show.setLayout("mosaic", 20);
  assert.deepEqual([director.has, board.has], [false, true]);
  await show.setLayout("one", 20);
  assert.deepEqual([director.has, board.has], [true, false]);
});

test("what was paused with one layout goes on after a pause that ended with another", async () => {
  const { director, board, show } = setUp();
  show.pause();
  await show.setLayout("mosaic", 20);
  assert.equal(board.isPaused, true);
  show.resume();
  assert.equal(board.isPaused, false);
  await show.setLayout("one", 20);
  assert.equal(director.isPaused, false);
  show.pause();
  await show.setLayout("pile", 20);
  await show.setLayout("one", 20);
  assert.equal(director.isPaused, true);
  show.resume();
  await show.setLayout("pile", 20);
  assert.equal(board.isPaused, false);
});
