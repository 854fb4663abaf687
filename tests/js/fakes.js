/** Stand-ins for the browser: a clock that is turned by hand, an EventSource that says what a test says. */

export class FakeClock {
  #now = 1_000_000;
  #timers = new Map();
  #last = 0;

  now = () => this.#now;

  setTimer = (callback, ms) => {
    this.#timers.set(++this.#last, { callback, at: this.#now + ms });
    return this.#last;
  };

  clearTimer = (timer) => void this.#timers.delete(timer);

  get timers() {
    return this.#timers.size;
  }

  /** Let time pass, timer by timer, and after each what it set off. */
  async pass(ms) {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].callback();
      await settled();
    }
    this.#now = end;
  }
}

/** Resolve when everything that waits only for promises has run. */
export function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}

export class FakeEventSource extends EventTarget {
  isClosed = false;
  onerror = null;

  constructor(url) {
    super();
    this.url = url;
  }

  say(kind, data) {
    if (!this.isClosed) this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }

  fail() {
    this.onerror?.(new Event("error"));
  }

  close() {
    this.isClosed = true;
  }
}

/** A page that can be hidden. */
export class FakePage extends EventTarget {
  visibilityState = "visible";

  turn(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A photo as the server sends it, number `n` of the evening. */
export function photo(n, more = {}) {
  return {
    // As a rule a guest has one name; a test that means otherwise says so.
    sender: `sender of ${more.author ?? "Ben"}`,
    id: `photo-${n}`,
    change: n,
    position: n,
    state: "shown",
    author: "Ben",
    caption: "",
    width: 1600,
    height: 1200,
    placeholder: "",
    taken_at: null,
    created_at: new Date(Date.UTC(2026, 0, 1, 20) + n * 1000).toISOString(),
    mine: false,
    faces: [],
    renditions: [
      { name: "wall", url: `/media/${n}/wall.jpg`, width: 1600, height: 1200, type: "image/jpeg" },
    ],
    ...more,
  };
}

/** Photos number 1 to `count`, newest first. */
export function photos(count) {
  return Array.from({ length: count }, (_, index) => photo(count - index));
}

/** A video that is played by hand: `run` lets it move, `finish` comes to its end, `break` fails. */
export class FakeVideo extends EventTarget {
  paused = true;
  currentTime = 0;
  src = "";
  isFreed = false;
  #isMuted = false;

  /** One that `isTouched` not is like a page that nobody has touched: nothing that can be heard may play. */
  constructor({ isForbidden = false, isTouched = true } = {}) {
    super();
    this.isForbidden = isForbidden;
    this.isTouched = isTouched;
  }

  get muted() {
    return this.#isMuted;
  }

  set muted(muted) {
    this.#isMuted = muted;
    if (!muted && !this.isTouched) this.paused = true;
  }

  play() {
    if (this.isForbidden || (!this.#isMuted && !this.isTouched)) return Promise.reject(new DOMException("", "NotAllowedError"));
    this.paused = false;
    return Promise.resolve();
  }

  pause() {
    this.paused = true;
  }

  removeAttribute() {
    this.src = "";
  }

  load() {
    this.isFreed = this.src === "";
  }

  run(seconds = 0.25) {
    this.currentTime += seconds;
    this.dispatchEvent(new Event("timeupdate"));
  }

  finish() {
    this.paused = true;
    this.dispatchEvent(new Event("ended"));
  }

  break() {
    this.dispatchEvent(new Event("error"));
  }
}

/** A video as the server sends it, number `n` of the evening; `clip` false is one whose clip is still being made. */
export function clip(n, { hasClip = true, ...more } = {}) {
  const still = photo(n);
  const moving = { name: "clip", url: `/media/${n}/clip.mp4`, width: 1600, height: 1200, type: "video/mp4" };
  const renditions = hasClip ? [...still.renditions, moving] : still.renditions;
  return { ...still, media: "video", duration_s: 8, renditions, ...more };
}
