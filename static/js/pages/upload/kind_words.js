/** Words that depend on what was picked: `send-one`, `send-video-one`, and for both together `send-both-other`. */

import { counted } from "../../helpers/counted.js";
import { isVideo } from "../../helpers/video_file.js";
import { word } from "../../helpers/words.js";

/** @import { Upload } from "../../models/upload.js" */

/**
 * Return the word `name` for so many photos or videos.
 * @param {string} name
 * @param {readonly Upload[]} uploads
 */
export function countedKind(name, uploads) {
  return counted(name + suffix(uploads), uploads.length);
}

/**
 * Return the word `name` for photos, or the one for videos, or for both.
 * @param {string} name
 * @param {readonly Upload[]} uploads
 */
export function wordOfKind(name, uploads) {
  return word(name + suffix(uploads));
}

/** @param {readonly Upload[]} uploads */
function suffix(uploads) {
  const videos = uploads.filter(({ file }) => isVideo(file)).length;
  if (videos === 0) return "";
  return videos === uploads.length ? "-video" : "-both";
}
