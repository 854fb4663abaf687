/** Keeps the screen from going dark: by a wake lock, or on plain HTTP by a video behind the photos. */

/** A canvas that never changes sends no frames, and a video without frames stalls. */
const FRAME_EVERY_MS = 2000;
const VIDEO_PIXELS = 16;

/**
 * What a browser takes for "somebody is watching", as their sources say:
 * - Chromium (VideoWakeLock): a playing video that is at least 75 % visible and over a fifth of the page, or
 *   comes from a MediaStream; muted is fine. So it lies under the photos, as large as the page.
 * - Firefox (ShouldCreateVideoWakeLock): a video with sound, or one from a MediaStream.
 * - Safari lets a silent video sleep; there only HTTPS, and with it the wake lock, helps.
 * A MediaStream of a canvas needs no file, and muted it starts without a touch. It never leaves the page.
 */
export class WallAwake {
  #video;
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  /** @type {any} */
  #frameTimer;
  #isConnected = false;

  /** @param {HTMLVideoElement} video an element as large as the page, behind everything */
  constructor(video) {
    this.#video = video;
  }

  connect() {
    if (this.#isConnected) return;
    this.#isConnected = true;
    document.addEventListener("visibilitychange", this.#hold);
    // A browser that forbids even a muted video to start by itself lets it start after a touch.
    document.addEventListener("pointerdown", this.#hold);
    void this.#hold();
  }

  disconnect() {
    this.#isConnected = false;
    document.removeEventListener("visibilitychange", this.#hold);
    document.removeEventListener("pointerdown", this.#hold);
    void this.#lock?.release();
    this.#lock = null;
    this.#stopVideo();
  }

  #hold = async () => {
    if (document.visibilityState !== "visible") return;
    if (this.#lock && !this.#lock.released) return;
    // The browser takes the lock away whenever the page is hidden; it is asked for again each time.
    if ("wakeLock" in navigator) {
      try {
        const lock = await navigator.wakeLock.request("screen");
        if (this.#isConnected) this.#lock = lock;
        else await lock.release();
        this.#stopVideo();
        return;
      } catch {
        // Refused (a low battery, a policy): the video is the second way.
      }
    }
    if (this.#isConnected) await this.#playVideo();
  };

  async #playVideo() {
    if (!this.#video.srcObject) this.#makeStream();
    try {
      await this.#video.play();
    } catch {
      // It may not start by itself here; the next touch tries again.
    }
  }

  #makeStream() {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    if (!context || !("captureStream" in canvas)) return;
    canvas.width = canvas.height = VIDEO_PIXELS;
    const draw = () => context.fillRect(0, 0, VIDEO_PIXELS, VIDEO_PIXELS);
    this.#video.srcObject = canvas.captureStream();
    this.#video.hidden = false;
    draw();
    this.#frameTimer = setInterval(draw, FRAME_EVERY_MS);
  }

  #stopVideo() {
    clearInterval(this.#frameTimer);
    const stream = this.#video.srcObject;
    if (stream instanceof MediaStream) for (const track of stream.getTracks()) track.stop();
    this.#video.srcObject = null;
    this.#video.hidden = true;
  }
}
