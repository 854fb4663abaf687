/** The two steps of a photo: to the wall, by a copy if that is quicker, and then its original. */

import { ask } from "../../helpers/http.js";
import { makeScreenCopy } from "../../helpers/screen_copy.js";
import { sendOriginal } from "../../helpers/send_original.js";
import { sendPhoto } from "../../helpers/send_photo.js";
import { isVideo, lookAt } from "../../helpers/video_file.js";
import { GoesWhole } from "../../models/upload_step.js";

/** @import { Upload } from "../../models/upload.js" */

/**
 * @param {Upload} upload
 * @param {(part: number) => void} onProgress
 * @param {(upload: Upload) => void} keep
 */
export async function show(upload, onProgress, keep) {
  if (!isVideo(upload.file)) return sendPhoto({ ...upload }, await makeScreenCopy(upload.file), onProgress);
  const { frame } = await lookAt(upload.file);
  if (frame) return sendPhoto({ ...upload }, frame, onProgress);
  // Hundreds of megabytes must survive a cut, and wait their turn.
  if (!upload.goesWhole) throw new GoesWhole();
  return (await ask(`/api/photo/${await follow(upload, onProgress, keep)}`)).photo;
}

/**
 * @param {Upload} upload
 * @param {(part: number) => void} onProgress
 * @param {(upload: Upload) => void} keep
 */
export function follow(upload, onProgress, keep) {
  const onUrl = (/** @type {string} */ url) => {
    if (upload.uploadUrl === url) return;
    upload.uploadUrl = url;
    keep(upload);
  };
  return sendOriginal({ ...upload }, { onUrl, onProgress });
}
