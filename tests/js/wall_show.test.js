/** Who has the wall: a pause is the wall's, whoever has it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { stillThere } from "../../static/js/helpers/still_there.js";
import { WallShow } from "../../static/js/pages/wall_show.js";

const NO_SLIDES = { cut() {}, pause() {}, resume() {} };

/** A director or a board, as far as who has the wall matters. */
class Half {
  isPaused = false;
  has = false;
  ids = [];
  hasGivenWay = 0;

  begin() {}

  giveWay() {
    this.hasGivenWay += 1;
  }

  leave() {
    this.hasGivenWay += 1;
  }

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
  const [director, board, view] = [new Half(), new Half(), new Half()];
  director.has = true;
  const root = { dataset: {} };
  return { director, board, view, root, show: new WallShow(root, { director, board, view, slides: NO_SLIDES }) };
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

test("what is on stays until the first photo of the new layout is there", async () => {
  const { director, board, view, root, show } = setUp();
  root.dataset.photo = "a";
  await show.setLayout("mosaic", 20);
  show.changed();
  assert.equal(director.hasGivenWay, 0, "the board has nothing yet");
  board.ids = ["a", "b"];
  show.changed();
  show.changed();
  assert.equal(director.hasGivenWay, 1);
  delete root.dataset.photo;
  await show.setLayout("one", 20);
  show.changed();
  assert.equal(view.hasGivenWay, 0, "the single photo is not there yet");
  root.dataset.photo = "b";
  show.changed();
  assert.equal(view.hasGivenWay, 1);
});

test("a fresh list ends what the layout before still shows", async () => {
  const { director, root, show } = setUp();
  root.dataset.photo = "a";
  await show.setLayout("mosaic", 20);
  show.begin([]);
  assert.equal(director.hasGivenWay, 1);
});

test("what is on stays after a reset also where it is not among the newest, unless it was taken down", async () => {
  const asked = [];
  const fetchPhoto = async (id) => {
    asked.push(id);
    return id === "gone" ? undefined : { id };
  };
  const found = await stillThere(["new", "old", "gone", "old"], [{ id: "new" }], fetchPhoto);
  assert.deepEqual(found, [{ id: "old" }]);
  assert.deepEqual(asked, ["old", "gone"]);
});
