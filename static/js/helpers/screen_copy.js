/** Makes a photo's screen copy: in a worker if the browser can, else on the page. */

import { LONGER_SIDE_PX, copySize, encodeCopy, ifWorthSending, isWorthCopying, paintCopy } from "./draw_copy.js";

/** A worker that takes longer is stopped. Then the page tries, and at worst the file is sent without a copy. */
const WORKER_MS = 15_000;

/** @type {Worker | null | undefined} undefined until it is first wanted, null where there is none */
let worker;
let lastId = 0;
/** @type {Promise<unknown>} one at a time: a phone has room for one decoded picture, not for ten */
let before = Promise.resolve();

/**
 * Make a screen copy. Null if the file is better sent itself: it is small, or this browser cannot open it (HEIC on
 * most phones except Apple's).
 * @param {File} file
 * @returns {Promise<Blob | null>}
 */
export function makeScreenCopy(file, longerSidePx = LONGER_SIDE_PX) {
  if (!isWorthCopying(file)) return Promise.resolve(null);
  const made = before.then(() => make(file, longerSidePx));
  before = made;
  return made;
}

/**
 * @param {File} file
 * @param {number} longerSidePx
 */
async function make(file, longerSidePx) {
  const drawn = (await drawInWorker(file, longerSidePx)) ?? (await drawOnPage(file, longerSidePx).catch(() => null));
  return ifWorthSending(drawn, file);
}

/**
 * @param {File} file
 * @param {number} longerSidePx
 * @returns {Promise<Blob | null>}
 */
function drawInWorker(file, longerSidePx) {
  if (worker === undefined) worker = startWorker();
  const asked = worker;
  if (!asked) return Promise.resolve(null);
  const id = (lastId += 1);
  return new Promise((resolve) => {
    const giveUp = () => {
      worker = null;
      asked.terminate();
      end(null);
    };
    const timer = setTimeout(giveUp, WORKER_MS);
    const hear = (/** @type {MessageEvent} */ { data }) => {
      if (data.id === id) end(data.copy);
    };
    const end = (/** @type {Blob | null} */ copy) => {
      clearTimeout(timer);
      asked.removeEventListener("message", hear);
      asked.removeEventListener("error", giveUp);
      resolve(copy);
    };
    asked.addEventListener("message", hear);
    asked.addEventListener("error", giveUp);
    asked.postMessage({ id, file, longerSidePx });
  });
}

function startWorker() {
  if (typeof Worker !== "function" || typeof OffscreenCanvas !== "function") return null;
  return new Worker(new URL("../workers/screen_copy.js", import.meta.url), { type: "module" });
}

/**
 * @param {File} file
 * @param {number} longerSidePx
 */
async function drawOnPage(file, longerSidePx) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const size = copySize({ width: image.naturalWidth, height: image.naturalHeight }, longerSidePx);
    const canvas = document.createElement("canvas");
    Object.assign(canvas, size);
    paintCopy(canvas.getContext("2d"), image, size);
    return await encodeCopy((quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality)));
  } finally {
    URL.revokeObjectURL(url);
  }
}
