/** A wall without a browser: its director, and what its stage was told. */

import { Clips } from "../../static/js/models/clips.js";
import { Director } from "../../static/js/models/director.js";
import { Pictures } from "../../static/js/models/pictures.js";
import { Show } from "../../static/js/models/show.js";
import { Turns } from "../../static/js/models/turns.js";
import { FakeClock, FakeVideo, photos, seeded, settled } from "./fakes.js";

/** An Image that comes unless the network is away, or hangs. */
class FakeImage {
  isConnected = false;

  constructor(world) {
    this.world = world;
  }

  decode() {
    this.world.loads.push(this.src);
    if (this.world.hangs) return new Promise(() => {});
    return this.world.isAway ? Promise.reject(new Error("EncodingError")) : Promise.resolve();
  }

  removeAttribute() {
    this.src = "";
  }
}

export function setUp() {
  const clock = new FakeClock();
  const world = { clock, loads: [], shown: [], updated: [], forgotten: [], videos: [], on: null, playing: null };
  world.isAway = world.hangs = world.forbidsPlaying = false;
  world.isTouched = true;
  const stage = {
    show: ({ id }, image, { isNew }) => {
      world.on = id;
      world.playing = null;
      world.shown.push({ id, isNew, at: clock.now(), src: image.src });
    },
    play: (video) => {
      world.playing = video;
    },
    update: ({ id, caption }) => world.updated.push([id, caption]),
    forget: (id) => world.forgotten.push(id),
    leave: () => {
      world.on = null;
      world.playing = null;
    },
    clear: () => {
      world.on = null;
      world.playing = null;
    },
  };
  world.pictures = new Pictures({ makeImage: () => new FakeImage(world), clock });
  world.show = new Show({ random: seeded(3) });
  const makeVideo = () => {
    world.videos.push(new FakeVideo({ isForbidden: world.forbidsPlaying, isTouched: world.isTouched }));
    return world.videos.at(-1);
  };
  const clips = new Clips({ makeVideo, clock });
  world.clips = clips;
  world.turns = new Turns({ clock });
  world.interlude = () => false;
  const interlude = (isNew) => world.interlude(isNew);
  const { show, turns, pictures } = world;
  world.director = new Director({ show, turns, pictures, clips, stage, interlude, clock });
  return world;
}

/** A wall that shows the first of `list`, or of so many photos. */
export async function began(list) {
  const world = setUp();
  world.director.begin(Array.isArray(list) ? list : photos(list));
  await settled();
  return world;
}
