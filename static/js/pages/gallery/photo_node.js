/** One photo in the page: a clone of _photo.html's element, filled from what the server says of the photo. */

import { clipOf, describedBy, rendition } from "../../helpers/photo.js";
import { placeholderColour, placeholderUrl } from "../../helpers/placeholder.js";
import { word } from "../../helpers/words.js";
import { showVideoMark } from "../parts/video_mark.js";

/** @import { Photo } from "../../types.js" */

/** A picture on its way for longer than this gets its placeholder drawn; who scrolls fast sees its colour. */
const DRAW_AFTER_MS = 80;

/**
 * Make the element for a photo.
 * @param {HTMLTemplateElement} template
 * @param {Photo} photo
 * @returns {HTMLElement}
 */
export function makePhotoNode(template, photo) {
  const node = template.content.querySelector("li")?.cloneNode(true);
  if (!(node instanceof HTMLElement)) throw new Error("the photo template is empty");
  node.dataset["id"] = photo.id;
  fill(node, photo);
  paintUntilLoaded(node, photo);
  return node;
}

/**
 * Write a photo into its element: its words, its picture, and what a tap opens. Better pictures, and a video's
 * clip, come later than the photo; the picture that is there stays until the next one is loaded.
 * @param {HTMLElement} node
 * @param {Photo} photo
 */
export function fill(node, photo) {
  const image = imageIn(node);
  const thumb = rendition(photo, "thumb");
  const large = clipOf(photo) ?? rendition(photo, "wall");
  node.querySelector("a")?.setAttribute("href", large?.url ?? "");
  if (thumb && image.getAttribute("src") !== thumb.url) {
    image.width = thumb.width;
    image.height = thumb.height;
    image.src = thumb.url;
  }
  showVideoMark(node, photo);
  image.alt = word(describedBy(photo), { name: photo.author, caption: photo.caption });
  for (const part of /** @type {const} */ (["author", "caption"])) {
    const element = node.querySelector(`[data-${part}]`);
    if (element) element.textContent = photo[part];
  }
}

/**
 * Show the placeholder under the picture until it is there; for good, if it never comes.
 * @param {HTMLElement} node
 * @param {Photo} photo
 */
export function paintUntilLoaded(node, photo) {
  const image = imageIn(node);
  if (image.complete && image.naturalWidth > 0) return;
  node.classList.add("photo--waiting");
  node.style.backgroundColor = placeholderColour(photo.placeholder);
  // Drawing one takes a millisecond: too much for each of the hundreds that pass by in a fling.
  const drawing = setTimeout(() => {
    const drawn = node.isConnected ? placeholderUrl(photo.placeholder) : "";
    if (drawn) node.style.backgroundImage = `url("${drawn}")`;
  }, DRAW_AFTER_MS);
  image.addEventListener(
    "load",
    () => {
      clearTimeout(drawing);
      node.classList.remove("photo--waiting");
      // Nothing shows of it any more, and each costs memory.
      node.style.backgroundImage = "";
    },
    { once: true },
  );
}

/**
 * @param {HTMLElement} node
 * @returns {HTMLImageElement}
 */
function imageIn(node) {
  const image = node.querySelector("img");
  if (!image) throw new Error("a photo's element has no picture");
  return image;
}
