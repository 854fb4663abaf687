/** One layer of the stage: a photo with its ground and its words. */

import { ours } from "../helpers/base.js";
import { facesIn } from "../helpers/crop.js";
import { find } from "../helpers/find.js";
import { fit } from "../helpers/fit.js";
import { freeImage, NOTHING } from "../helpers/free_image.js";
import { freeVideo } from "../helpers/free_video.js";
import { captionBeside, describedBy, rendition } from "../helpers/photo.js";
import { tagOf } from "../helpers/photo_tag.js";
import { placeholderUrl } from "../helpers/placeholder.js";
import { word } from "../helpers/words.js";
import { writeText } from "../helpers/write_text.js";

/** @import { Face, Photo } from "../types.js" */

/** Longer captions are set smaller, so that even the longest one fits beside any photo. */
const LONG_CAPTION = 60;
const LONGEST_CAPTION = 140;

export class WallLayer {
  /** Where heads are in the picture as it lies here. @type {Face[]} */
  faces = [];

  /** @param {Element} element */
  constructor(element) {
    if (!(element instanceof HTMLElement)) throw new Error("a layer is an element of HTML");
    this.element = element;
    this.picture = find(element, "[data-picture]", HTMLElement);
    this.marks = [...element.querySelectorAll("[data-mark]")];
    this.ground = find(element, "[data-ground]", HTMLImageElement);
    this.caption = find(element, "[data-caption]", HTMLElement);
    this.author = find(element, "[data-author]", HTMLElement);
    this.tag = find(element, "[data-tag]", HTMLElement);
    this.code = find(element, "[data-tag-code]", HTMLImageElement);
    this.byPhotographer = find(element, "[data-by-photographer]", HTMLElement);
  }

  /**
   * @param {Photo} photo
   * @param {HTMLImageElement} image
   * @param {boolean} isNew
   */
  fill(photo, image, isNew) {
    const ground = placeholderUrl(photo.placeholder);
    this.ground.src = ground || NOTHING;
    this.ground.hidden = !ground;
    image.dataset.photo = photo.id;
    // The same image may come back from the store of pictures, with its last turn's slow zoom.
    for (const animation of image.getAnimations()) animation.cancel();
    image.className = "layer__photo";
    image.draggable = false;
    // Use the decoded image itself: no second load, no network, no flash.
    this.picture.replaceChildren(image);
    this.element.dataset.new = String(isNew);
    this.write(photo);
  }

  /**
   * Lay a clip over its picture. It is visible from its first frame on, and hidden if it fails.
   * @param {HTMLVideoElement} video
   */
  play(video) {
    video.className = "layer__clip";
    video.tabIndex = -1;
    video.setAttribute("aria-hidden", "true"); // the picture's description says what it is
    const show = () => (video.dataset.seen = String(!video.error));
    // Older browsers do not tell when a frame is painted; the time moving is nearly the same.
    if (typeof video.requestVideoFrameCallback === "function") video.requestVideoFrameCallback(show);
    else /** @type {HTMLElement} */ (video).addEventListener("timeupdate", show);
    video.addEventListener("error", show);
    this.picture.append(video);
  }

  /** @param {Photo} photo */
  write(photo) {
    const caption = captionBeside(photo);
    writeText(this.caption, caption);
    this.caption.hidden = !caption;
    this.caption.dataset.length = lengthOfCaption(caption);
    writeText(this.author, photo.author);
    this.author.hidden = !photo.author;
    const tag = tagOf(photo.position);
    writeText(this.tag, tag);
    this.code.hidden = this.element.closest("[data-tag-codes='true']") === null;
    if (!this.code.hidden) this.code.src = ours(`/report/code/${tag}.svg`);
    this.byPhotographer.hidden = !photo.by_photographer;
    this.element.dataset.words = String(Boolean(caption || photo.author || photo.by_photographer));
    const image = this.picture.querySelector("img");
    if (image) image.alt = word(describedBy(photo), { name: photo.author, caption: photo.caption });
  }

  /**
   * @param {Photo} photo
   * @param {{width: number, height: number}} screen
   */
  lay(photo, screen) {
    // A small photo's rendition is as small as itself; a large one's is what counts for sharpness.
    const { width, height } = rendition(photo, "wall") ?? photo;
    const shape = { width, height, faces: photo.faces };
    const box = fit(shape, screen);
    this.faces = box.at ? facesIn(shape, box, box.at) : photo.faces;
    const shown = /** @type {NodeListOf<HTMLImageElement | HTMLVideoElement>} */ (
      this.picture.querySelectorAll("img, video")
    );
    for (const one of shown) {
      [one.width, one.height] = [box.width, box.height];
      one.style.objectPosition = box.at ? `${box.at.x * 100}% ${box.at.y * 100}%` : "";
    }
    this.element.dataset.fills = String(box.fills);
    this.element.dataset.side = String(box.hasSide);
    this.element.style.setProperty("--side", `${box.side}px`);
  }

  raise() {
    this.element.hidden = false;
    this.element.style.zIndex = "2";
    this.element.removeAttribute("aria-hidden");
  }

  lower() {
    this.element.style.zIndex = "1";
    this.element.setAttribute("aria-hidden", "true");
  }

  empty() {
    this.element.hidden = true;
    for (const video of this.picture.querySelectorAll("video")) freeVideo(video);
    this.picture.replaceChildren();
    freeImage(this.ground);
    this.ground.hidden = true;
    for (const words of [this.caption, this.author]) writeText(words, "");
  }
}

/** @param {string} caption */
function lengthOfCaption({ length }) {
  if (length > LONGEST_CAPTION) return "longest";
  return length > LONG_CAPTION ? "long" : "short";
}
