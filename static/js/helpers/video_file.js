/** What this phone knows of a picked video: whether it is one, its length, and a frame of it. */

import { copySize, encodeCopy, paintCopy } from "./draw_copy.js";
import { freeVideo } from "./free_video.js";

/** @typedef {{durationS: number | null, frame: Blob | null}} Look */

const ENDINGS = /\.(mp4|m4v|mov|qt|webm)$/i;
/** A phone that has drawn no frame by then never will: its player does not know this format. */
const LOOKS_AT_MOST_MS = 6_000;
/** Clips often begin dark or shaken. Take a frame a little later, and if it is blank, one from the middle. */
const FRAME_AT_S = 1;
/**
 * A player may report a frame that cannot be drawn yet, especially on a busy phone. A blank frame is tried again.
 */
const FRAME_WITHIN_MS = 500;
const LOOK_AGAIN_MS = 50;
/** Even this small, a picture that is not blank has darker and lighter parts. */
const PROBE_PX = 16;
const LEAST_CONTRAST = 8;

/** @type {WeakMap<File, Promise<Look>>} */
const looks = new WeakMap();
/** @type {Promise<unknown>} one at a time: phones have few decoders */
let before = Promise.resolve();

/**
 * Tell whether a picked file is a video, as far as the browser knows. Some give no type.
 * @param {File} file
 */
export function isVideo({ type, name }) {
  return type.startsWith("video/") || (type === "" && ENDINGS.test(name ?? ""));
}

/**
 * Read a video once: its length, and a frame small enough to be sent first. A value is null if this browser cannot
 * tell it.
 * @param {File} file
 * @returns {Promise<Look>}
 */
export function lookAt(file) {
  let look = looks.get(file);
  if (!look) {
    look = before.then(() => lookNow(file));
    looks.set(file, look);
    before = look;
  }
  return look;
}

/**
 * @param {File} file
 * @returns {Promise<Look>}
 */
async function lookNow(file) {
  const url = URL.createObjectURL(file);
  const video = document.createElement("video");
  /** @type {Look} */
  const look = { durationS: null, frame: null };
  const isLate = AbortSignal.timeout(LOOKS_AT_MOST_MS);
  try {
    Object.assign(video, { muted: true, playsInline: true, preload: "auto", src: url });
    await until(video, "loadedmetadata", isLate);
    if (Number.isFinite(video.duration)) look.durationS = video.duration;
    // Seeking makes even a phone that preloads nothing (Safari) open the file.
    for (const at of [FRAME_AT_S, (look.durationS ?? 0) / 2]) {
      video.currentTime = Math.min(at, (look.durationS ?? at) / 2);
      await until(video, "seeked", isLate);
      look.frame = await drawFrame(video);
      if (look.frame) break;
    }
  } catch {
    // This browser cannot open it, or not in time.
  } finally {
    freeVideo(video);
    URL.revokeObjectURL(url);
  }
  return look;
}

/**
 * @param {HTMLVideoElement} video
 * @param {string} event
 * @param {AbortSignal} isLate
 */
function until(video, event, isLate) {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, resolve, { once: true });
    video.addEventListener("error", () => reject(video.error), { once: true });
    isLate.addEventListener("abort", () => reject(isLate.reason), { once: true });
  });
}

/**
 * Draw the video's current frame. Null if it is blank.
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob | null>}
 */
async function drawFrame(video) {
  const natural = { width: video.videoWidth, height: video.videoHeight };
  if (!natural.width || !natural.height || !(await showsSomething(video))) return null;
  const size = copySize(natural);
  const canvas = Object.assign(document.createElement("canvas"), size);
  paintCopy(canvas.getContext("2d"), video, size);
  return encodeCopy((quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality)));
}

/** @param {HTMLVideoElement} video */
async function showsSomething(video) {
  const over = performance.now() + FRAME_WITHIN_MS;
  while (!hasContrast(video)) {
    if (performance.now() >= over) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return true;
}

/** @param {HTMLVideoElement} video */
function hasContrast(video) {
  const canvas = Object.assign(document.createElement("canvas"), { width: PROBE_PX, height: PROBE_PX });
  const context = canvas.getContext("2d");
  if (!context) return false;
  context.drawImage(video, 0, 0, PROBE_PX, PROBE_PX);
  const { data } = context.getImageData(0, 0, PROBE_PX, PROBE_PX);
  const greens = Array.from(data).filter((_, index) => index % 4 === 1);
  return Math.max(...greens) - Math.min(...greens) >= LEAST_CONTRAST;
}
