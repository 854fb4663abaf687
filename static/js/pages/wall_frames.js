/** The health of this screen: late frames, memory if the browser tells it, and the browser's name. */

const WINDOW_MS = 60_000;
/** Longer than two frames at 60 a second, so at least one was dropped. */
const LATE_MS = 36;
const FRAME_MS = 1000 / 60;
/** A page that was hidden draws no frames, and has dropped none. */
const ASLEEP_MS = 1000;
/** A machine that drops so many frames in a minute is too slow for fades; with so few it may try again. */
const SLOW_FRAMES = 400;
const QUICK_FRAMES = 60;
const MB = 1024 * 1024;
const MOST_COUNTED = 5000;

/** @typedef {Performance & {memory?: {usedJSHeapSize: number}}} ChromiumPerformance */

export class WallFrames {
  /** When frames were dropped, and how many. @type {{at: number, count: number}[]} */
  #drops = [];
  #last = 0;
  #isSlow = false;
  #isConnected = false;

  connect() {
    if (this.#isConnected) return;
    this.#isConnected = true;
    requestAnimationFrame(this.#see);
  }

  disconnect() {
    this.#isConnected = false;
  }

  /** How many frames were dropped in the last minute. */
  get dropped() {
    const since = performance.now() - WINDOW_MS;
    this.#drops = this.#drops.filter(({ at }) => at >= since);
    return this.lostSince(since);
  }

  /** How many frames did not come since a moment of the last minute (`performance.now()`). @param {number} since */
  lostSince(since) {
    return this.#drops.reduce((sum, { at, count }) => sum + (at >= since ? count : 0), 0);
  }

  /** Whether this machine is too slow for motion: photos then change by a cut. */
  get isSlow() {
    this.#isSlow = this.dropped > (this.#isSlow ? QUICK_FRAMES : SLOW_FRAMES);
    return this.#isSlow;
  }

  /** The memory of the page's scripts, where the browser tells it, else 0. */
  get memoryMb() {
    return Math.round((/** @type {ChromiumPerformance} */ (performance).memory?.usedJSHeapSize ?? 0) / MB);
  }

  /** The browser's name and version, for people. Nothing is decided by it. */
  get browser() {
    const known = /(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(navigator.userAgent);
    const name = { Edg: "Edge", OPR: "Opera", Version: "Safari" }[known?.[1] ?? ""] ?? known?.[1];
    return name ? `${name} ${known?.[2]}` : "";
  }

  /** @param {number} now */
  #see = (now) => {
    if (!this.#isConnected) return;
    const took = now - this.#last;
    if (this.#last && took > LATE_MS && took < ASLEEP_MS && this.#drops.length < MOST_COUNTED) {
      this.#drops.push({ at: now, count: Math.round(took / FRAME_MS) - 1 });
    }
    this.#last = now;
    requestAnimationFrame(this.#see);
  };
}
