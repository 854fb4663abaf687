/** One step of a photo's upload: what the queue needs for it, and how its result changes the photo. */

import { Refused } from "../helpers/http.js";
import { oneLine } from "./upload.js";

/** @import { Flaw, Upload } from "./upload.js" */
/** @import { RetryPlan } from "../helpers/retry_plan.js" */
/** @import { Photo } from "../types.js" */

/**
 * `show` brings a photo to the wall, `sendOriginal` its file after that; both throw Refused, Unreachable or
 * Unreadable, and `show` also GoesWhole. `flawOf` tells what speaks against sending a file now. `mayGo` is asked before each step: no when another tab has the photo by now. `keep` hears of what
 * must survive the page. `onChange` hears of each photo that changed, null for all; `onOpenness` what an answer
 * told about the host's switch before the feed did; `onGone` of a photo that is not ours any more.
 * @typedef {{show: (upload: Upload, onProgress: (part: number) => void) => Promise<Photo>,
 *   sendOriginal: (upload: Upload, onProgress: (part: number) => void) => Promise<unknown>,
 *   mayGo: (upload: Upload) => Promise<boolean>, keep: (upload: Upload) => void, author: () => string, consent: () => string,
 *   isPrivate: () => boolean, task: () => string,
 *   makeKey: () => string, flawOf: (file: File) => Flaw, onChange: (upload: Upload | null) => void,
 *   onOpenness: (isOpen: boolean, message: string) => void, onGone: (upload: Upload) => void}} Around
 */

/** After the server has forgotten an original this often, it is not begun again automatically. */
const MOST_BEGUN = 3;

/** This file has no screen copy, so the file itself is sent when originals may be sent. */
export class GoesWhole extends Error {}

/**
 * @param {Upload} upload
 * @param {Photo} photo
 * @param {string} sentCaption
 */
export function noteShown(upload, photo, sentCaption) {
  // An earlier try whose answer was lost may have sent another caption. The server's caption counts.
  const savedCaption = oneLine(photo.caption) === oneLine(sentCaption) ? sentCaption : photo.caption;
  const original = photo.original === "kept" ? "kept" : "waiting";
  Object.assign(upload, { state: "sent", photo, savedCaption, original, progress: 1, tries: 0, wasRenewed: false });
  if (photo.original === "copy") noteCopyKept(upload);
}

/**
 * Note how a photo is on the wall by now; words that are being typed here stay.
 * @param {Upload} upload
 * @param {Photo} photo
 */
export function noteSeen(upload, photo) {
  if (upload.photo && photo.change <= upload.photo.change && !upload.isGone) return;
  // Note it only once: a guest who tries again must not be stopped by the next message of the feed.
  const isCopyKept = photo.original === "copy" && upload.photo?.original !== "copy";
  const isUntouched = upload.caption === upload.savedCaption;
  if (oneLine(photo.caption) !== oneLine(upload.savedCaption)) upload.savedCaption = photo.caption;
  if (isUntouched) upload.caption = upload.savedCaption;
  Object.assign(upload, { photo, isGone: false, goneWords: null });
  if (photo.original === "kept" && upload.original === "waiting") upload.original = "kept";
  if (isCopyKept && (upload.original === "waiting" || upload.original === "sending")) noteCopyKept(upload);
}

/**
 * Note that the server has refused the original, whose answer may have been lost on the way.
 * @param {Upload} upload
 */
function noteCopyKept(upload) {
  Object.assign(upload, { original: "failed", message: "", reason: "copy-kept", mayRetry: false });
}

/**
 * Note what follows a failed step: another try, or that it is over for the photo or for its original.
 * @param {Upload} upload
 * @param {RetryPlan} plan
 */
export function noteFailure(upload, plan) {
  const step = upload.state === "sent" ? "original" : "state";
  if (plan.isOver && plan.isGone && upload.state === "sent") {
    // Taken down meanwhile. If the host brings it back, its original goes on.
    Object.assign(upload, { isGone: true, original: "waiting", mayRetry: false });
    return;
  }
  // The feed was faster, and the answer never came.
  if (!plan.isOver && upload.reason === "copy-kept") return noteCopyKept(upload);
  if (!plan.isOver) {
    Object.assign(upload, { [step]: "waiting", mayRetry: false, tries: upload.tries + 1 });
    return;
  }
  Object.assign(upload, { [step]: "failed", message: plan.message, reason: plan.reason, mayRetry: plan.mayRetry });
}

/**
 * Note where an original goes on after a break; tells whether that is new.
 * @param {Upload} upload
 * @param {string} url
 */
export function noteUploadUrl(upload, url) {
  if (upload.uploadUrl === url) return false;
  upload.timesBegun += 1;
  upload.uploadUrl = url;
  return true;
}

/**
 * Refuse to begin an original for ever where the server forgets it each time.
 * @param {Upload} upload
 */
export function refuseEndless({ timesBegun }) {
  if (timesBegun > MOST_BEGUN) throw new Refused(409, "BEGUN_TOO_OFTEN", "");
}

/** @param {Upload} upload */
export function isToShow({ state, goesWhole }) {
  return state === "waiting" && !goesWhole;
}

/** @param {Upload} upload */
export function isToGoWhole({ state, goesWhole }) {
  return state === "waiting" && goesWhole;
}

/** @param {Upload} upload */
export function isToFollow({ state, original, isGone }) {
  return state === "sent" && original === "waiting" && !isGone;
}
