/** The two steps of a photo: to the wall, by a copy if that is quicker, and then its original. */

import { makeScreenCopy } from "../../helpers/screen_copy.js";
import { sendOriginal } from "../../helpers/send_original.js";
import { sendPhoto } from "../../helpers/send_photo.js";

/** @import { Upload } from "../../models/upload.js" */

/**
 * @param {Upload} upload
 * @param {(part: number) => void} onProgress
 */
export async function show(upload, onProgress) {
  return sendPhoto({ ...upload }, await makeScreenCopy(upload.file), onProgress);
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
