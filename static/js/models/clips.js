/** The clips of the wall: the next one is fetched ahead of its turn, and no other. */

import { CLOCK } from "../helpers/clock.js";
import { clipOf } from "../helpers/photo.js";
import { Clip } from "./clip.js";

/** @import { Photo } from "../types.js" */
/** @import { Clock } from "../helpers/clock.js" */

export class Clips {
  #makeVideo;
  #clock;
  /** @type {Clip | null} */
  #ahead = null;
  /** The last clip that was taken. @type {Clip | null} */
  #on = null;
  #hasSound = false;

  /** @param {{makeVideo: () => HTMLVideoElement, clock?: Clock}} options */
  constructor({ makeVideo, clock = CLOCK }) {
    this.#makeVideo = makeVideo;
    this.#clock = clock;
  }

  /** Fetch the clip of the photo that comes next, if it has one. @param {Photo} photo */
  fetchAhead(photo) {
    const url = clipOf(photo)?.url;
    if (this.#ahead?.url === url) return;
    this.forget();
    if (url) this.#ahead = new Clip({ url, video: this.#makeVideo(), clock: this.#clock });
  }

  /**
   * Hand out the clip of a photo whose turn it is; null for one that has none.
   * @param {Photo} photo
   * @returns {Clip | null}
   */
  take(photo) {
    this.fetchAhead(photo);
    const clip = this.#ahead;
    this.#ahead = null;
    this.#on = clip;
    clip?.setSound(this.#hasSound);
    return clip;
  }

  /** Turn the clips' sound on or off, also for the current one. A browser may first want a touch. @param {boolean} on */
  setSound(on) {
    this.#hasSound = on;
    this.#on?.setSound(on);
  }

  /** Something else comes next, or nothing. */
  forget() {
    this.#ahead?.drop();
    this.#ahead = null;
  }
}
