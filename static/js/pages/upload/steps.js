/** The two steps of a photo: to the wall, by a copy if that is quicker, and then its original. */

import { LONGER_SIDE_PX, isWorthCopying } from "../../helpers/draw_copy.js";
import { ask } from "../../helpers/http.js";
import { makeScreenCopy } from "../../helpers/screen_copy.js";
import { sendOriginal } from "../../helpers/send_original.js";
import { isReadable, sendPhoto } from "../../helpers/send_photo.js";
import { isVideo, lookAt } from "../../helpers/video_file.js";
import { GoesWhole, noteUploadUrl } from "../../models/upload_step.js";

/** @import { Upload } from "../../models/upload.js" */

/**
 * What the phone's store has of a photo, for when the phone itself does not hand the file out any more.
 * @typedef {{keepCopy: (upload: Upload, copy: Blob) => Promise<void>, copyOf: (upload: Upload) => Promise<Blob | null>,
 *   fileOf: (upload: Upload) => Promise<File | null>}} Stored
 */

/**
 * @param {Upload} upload
 * @param {(part: number) => void} onProgress
 * @param {(upload: Upload) => void} keep
 * @param {Stored} stored
 */
export async function show(upload, onProgress, keep, stored, longerSidePx = LONGER_SIDE_PX) {
  const isThere = await findFile(upload, stored);
  if (isThere && isVideo(upload.file)) return showVideo(upload, onProgress, keep, stored);
  // The guest wants the original first: it goes in pieces that survive a cut, and when originals may.
  if (isThere && !longerSidePx && isWorthCopying(upload.file)) return showWhole(upload, onProgress, keep, stored);
  const made = isThere && longerSidePx ? await makeScreenCopy(upload.file, longerSidePx) : isThere ? null : await stored.copyOf(upload);
  if (isThere && made) void stored.keepCopy(upload, made);
  return sendPhoto({ ...upload }, made, onProgress);
}

/**
 * @param {Upload} upload
 * @param {(part: number) => void} onProgress
 * @param {(upload: Upload) => void} keep
 * @param {Stored} stored
 */
async function showVideo(upload, onProgress, keep, stored) {
  const { frame } = await lookAt(upload.file);
  if (frame) return sendPhoto({ ...upload }, frame, onProgress);
  // Hundreds of megabytes must survive a cut, and wait their turn.
  return showWhole(upload, onProgress, keep, stored);
}

/**
 * @param {Upload} upload
 * @param {(part: number) => void} onProgress
 * @param {(upload: Upload) => void} keep
 * @param {Stored} stored
 */
async function showWhole(upload, onProgress, keep, stored) {
  if (!upload.goesWhole) throw new GoesWhole();
  return (await ask(`/api/photo/${await follow(upload, onProgress, keep, stored)}`)).photo;
}

/**
 * @param {Upload} upload
 * @param {(part: number) => void} onProgress
 * @param {(upload: Upload) => void} keep
 * @param {Stored} stored
 */
export async function follow(upload, onProgress, keep, stored) {
  const onUrl = (/** @type {string} */ url) => {
    if (noteUploadUrl(upload, url)) keep(upload);
  };
  await findFile(upload, stored);
  return sendOriginal({ ...upload }, { onUrl, onProgress });
}

/**
 * Tell whether the file can be read; where it was moved or deleted meanwhile, the store may still have it.
 * @param {Upload} upload
 * @param {Stored} stored
 */
async function findFile(upload, stored) {
  if (await isReadable(upload.file)) return true;
  const kept = await stored.fileOf(upload);
  if (!kept || !(await isReadable(kept))) return false;
  upload.file = kept;
  return true;
}
