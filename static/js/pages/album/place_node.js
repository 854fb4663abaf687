/** One place of the album: room in its photo's shape, and the photo once it has come. */

import { element } from "../parts/element.js";
import { fill, paintUntilLoaded } from "../gallery/photo_node.js";

/** @import { Item } from "../../models/album_stretch.js" */
/** @import { Photo } from "../../types.js" */

/**
 * @param {Item} item
 * @returns {HTMLElement}
 */
export function makePlace(item) {
  const node = element("#photo", HTMLTemplateElement).content.querySelector("li")?.cloneNode(true);
  if (!(node instanceof HTMLElement)) throw new Error("the photo template is empty");
  node.dataset["key"] = item.key;
  if (item.photo) fillPlace(node, item.photo);
  else {
    node.classList.add("photo--coming");
    // Nothing to go to yet.
    node.querySelector("a")?.setAttribute("tabindex", "-1");
  }
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {Photo} photo
 */
export function fillPlace(node, photo) {
  node.dataset["id"] = photo.id;
  node.classList.remove("photo--coming");
  node.querySelector("a")?.removeAttribute("tabindex");
  fill(node, photo);
  paintUntilLoaded(node, photo);
}
