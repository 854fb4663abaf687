/** One photo in the page: a clone of _photo.html's element, filled from what the server says of the photo. */

import { retryDelayMs } from "../../helpers/jitter.js";
import { captionBeside, clipOf, describedBy, rendition } from "../../helpers/photo.js";
import { placeholderColour, placeholderUrl } from "../../helpers/placeholder.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { showVideoMark } from "../parts/video_mark.js";

/** @import { Item } from "../../models/stacks.js" */
/** @import { Photo } from "../../types.js" */

/** A picture on its way for longer than this gets its placeholder drawn; who scrolls fast sees its colour. */
const DRAW_AFTER_MS = 80;
/** A picture that was refused or lost is asked for again so often: half a minute in all. */
const MOST_TRIES = 6;

/**
 * Make the element for a photo.
 * @param {HTMLTemplateElement} template
 * @param {Item} photo
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
 * @param {Item} photo
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
  const mark = node.querySelector("[data-by-photographer]");
  if (mark instanceof HTMLElement) mark.hidden = !photo.by_photographer;
  showHearts(node, photo);
  showStack(node, photo.stacked ?? 1);
  image.alt = word(describedBy(photo), { name: photo.author, caption: photo.caption });
  for (const part of /** @type {const} */ (["author", "caption"])) {
    const element = node.querySelector(`[data-${part}]`);
    if (element) element.textContent = part === "caption" ? captionBeside(photo) : photo[part];
  }
}

/**
 * Show how many hearts and comments a photo has, and whether it is one of the couple's favourites.
 * @param {HTMLElement} node
 * @param {Photo} photo
 */
function showHearts(node, photo) {
  if (photo.hearts === 0 && photo.comments === 0 && !photo.favourite) return void node.querySelector(".photo__marks")?.remove();
  const marks = node.querySelector(".photo__marks") ?? addMarks(node, ".photo__marks");
  for (const name of /** @type {const} */ (["hearts", "comments"])) {
    const mark = marks?.querySelector(`[data-${name}]`);
    if (!(mark instanceof HTMLElement)) continue;
    mark.hidden = photo[name] === 0;
    const count = mark.querySelector("[data-count]");
    if (count) count.textContent = String(photo[name]);
  }
  const star = marks?.querySelector("[data-favourite]");
  if (star instanceof HTMLElement) star.hidden = !photo.favourite;
}

/**
 * Show of how many photos this one is the top.
 * @param {HTMLElement} node
 * @param {number} count
 */
function showStack(node, count) {
  const known = node.querySelector(".photo__stack");
  if (count < 2) return void known?.remove();
  const stack = known ?? addMarks(node, ".photo__stack");
  const number = stack?.querySelector("[data-stacked]");
  if (number) number.textContent = String(count);
}

/**
 * @param {HTMLElement} node
 * @param {string} which
 */
function addMarks(node, which) {
  const marks = element("#photo", HTMLTemplateElement).content.querySelector(which)?.cloneNode(true);
  if (!(marks instanceof HTMLElement)) return null;
  node.querySelector("[data-by-photographer]")?.after(marks);
  return marks;
}

/**
 * Let go of a photo that has left the view: a picture that is still on its way would keep others waiting.
 * @param {HTMLElement} node
 */
export function dismiss(node) {
  node.remove();
  const image = imageIn(node);
  if (!image.complete) image.removeAttribute("src");
}

/**
 * Show the placeholder under the picture until it is there, and ask again for one that did not come.
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
  let tries = 0;
  const askAgain = () => {
    if (tries === MOST_TRIES) return;
    setTimeout(() => {
      const url = image.getAttribute("src");
      if (node.isConnected && url && image.naturalWidth === 0) image.src = url;
    }, retryDelayMs(tries, { mostMs: 8_000 }));
    tries += 1;
  };
  image.addEventListener("error", askAgain);
  // It was refused before this script was there.
  if (image.complete && image.hasAttribute("src")) askAgain();
  image.addEventListener(
    "load",
    () => {
      clearTimeout(drawing);
      image.removeEventListener("error", askAgain);
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
