/** The mark on a video's picture: that it plays, and how long. _photo.html has its element. */

import { lengthOf } from "../../helpers/photo.js";
import { element } from "./element.js";

/** @import { Photo } from "../../types.js" */

/**
 * @param {HTMLElement} node holds the mark
 * @param {Pick<Photo, "media" | "duration_s">} photo
 */
export function showVideoMark(node, photo) {
  const mark = element("[data-video-mark]", HTMLElement, node);
  mark.hidden = photo.media !== "video";
  element("[data-length]", HTMLElement, mark).textContent = lengthOf(photo);
}
