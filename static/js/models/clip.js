/** One clip on the wall: it plays once, and always tells when it is over. */

import { freeVideo } from "../helpers/free_video.js";

/** @import { Clock } from "../helpers/clock.js" */

/** A clip that has not begun within this long is left as a still. */
export const STARTS_WITHIN_MS = 4_000;
/** Nothing has moved for this long: the network is away, or the machine is too slow. */
export const STALLED_MS = 3_000;
/** Thirty seconds of clip and a short stall. Anything longer is cut. */
export const MOST_MS = 34_000;

export class Clip {
  #video;
  #clock;
  /** @type {"ahead" | "on" | "played" | "failed"} */
  #state = "ahead";
  #onOver = () => {};
  /** Ends the clip that does not move. @type {any} */
  #stallTimer;
  /** Ends the clip that does not end. @type {any} */
  #endTimer;
  /** Its position when it last moved. */
  #at = 0;
  #listening = new AbortController();

  /**
   * Begin to fetch a clip.
   * @param {{url: string, video: HTMLVideoElement, clock: Clock}} options
   */
  constructor({ url, video, clock }) {
    this.url = url;
    this.#video = video;
    this.#clock = clock;
    const { signal } = this.#listening;
    video.addEventListener("timeupdate", () => this.#moved(), { signal });
    video.addEventListener("ended", () => this.#end("played"), { signal });
    video.addEventListener("error", () => this.#end("failed"), { signal });
    Object.assign(video, { muted: true, playsInline: true, preload: "auto", src: url });
  }

  /** Let it be heard, or not. @param {boolean} on */
  setSound(on) {
    const ran = !this.#video.paused;
    this.#video.muted = !on;
    // A screen that nobody has touched: browsers pause what would be heard.
    if (ran && this.#video.paused) this.#start();
  }

  /** Let it move: rather without sound than not at all. */
  #start() {
    this.#video.play().catch(() => {
      if (this.#video.muted) return; // the stall timer sees that it does not move
      this.#video.muted = true;
      this.#video.play().catch(() => {});
    });
  }

  get video() {
    return this.#video;
  }

  /** Before its turn, on the screen, played to its end, or failed and left as a still. */
  get state() {
    return this.#state;
  }

  /**
   * Play it, or go on after a pause. One that failed while it was fetched has nothing to play.
   * @param {() => void} [onOver]
   */
  play(onOver = this.#onOver) {
    this.#onOver = onOver;
    if (this.#state !== "ahead" && this.#state !== "on") return;
    this.#state = "on";
    this.#watch(this.#at > 0 ? STALLED_MS : STARTS_WITHIN_MS);
    this.#clock.clearTimer(this.#endTimer);
    this.#endTimer = this.#clock.setTimer(() => this.#end("played"), MOST_MS);
    this.#start();
  }

  /** Pause it where it is, because somebody wants to look. */
  pause() {
    if (this.#state !== "on") return;
    this.#unwatch();
    this.#video.pause();
  }

  /** Something else has the screen now: report nothing more. */
  leave() {
    this.#unwatch();
    this.#listening.abort();
  }

  /** It was fetched for nothing. */
  drop() {
    this.leave();
    freeVideo(this.#video);
  }

  #moved() {
    if (this.#state !== "on" || this.#video.paused || this.#video.currentTime === this.#at) return;
    this.#at = this.#video.currentTime;
    this.#watch(STALLED_MS);
  }

  /** @param {number} ms */
  #watch(ms) {
    this.#clock.clearTimer(this.#stallTimer);
    this.#stallTimer = this.#clock.setTimer(() => this.#end("failed"), ms);
  }

  #unwatch() {
    this.#clock.clearTimer(this.#stallTimer);
    this.#clock.clearTimer(this.#endTimer);
  }

  /** @param {"played" | "failed"} state */
  #end(state) {
    const wasOn = this.#state === "on";
    this.#unwatch();
    this.#state = state;
    // The last frame stays on the screen, and nothing more is fetched.
    this.#video.pause();
    if (wasOn) this.#onOver();
  }
}
