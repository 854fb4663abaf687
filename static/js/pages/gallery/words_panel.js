/** What stands under a photo that is shown large: caption, name and time. */

import { captionBeside } from "../../helpers/photo.js";
import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";

/** @import { Photo } from "../../types.js" */

/** Comments that have room under a photo. */
const MOST_SAID = 8;

/**
 * Write a photo's words into the panel; null is a photo that is gone.
 * @param {HTMLElement} panel
 * @param {Photo | null} photo
 * @param {string} note what is to be said of the photo itself, or ""
 */
export function fillPanel(panel, photo, note) {
  panel.classList.toggle("pswp__words--gone", !photo);
  panel.replaceChildren();
  if (!photo) {
    panel.textContent = word("gone");
    return;
  }
  const facts = document.createElement("p");
  facts.className = "words__facts";
  const time = document.createElement("time");
  time.dateTime = photo.created_at;
  time.textContent = when(photo.created_at, document.documentElement.lang);
  if (photo.author) facts.append(written("span", "words__author", photo.author), " ");
  facts.append(time);
  const caption = captionBeside(photo);
  if (caption) panel.append(written("p", "words__caption", caption));
  if (photo.tags.length > 0) panel.append(written("p", "words__note", photo.tags.join(" · ")));
  // Only in an album that was taken home: there is no server to ask for them.
  for (const line of ("said" in photo && Array.isArray(photo.said) ? photo.said : []).slice(0, MOST_SAID)) panel.append(written("p", "words__note", line));
  if (note) panel.append(written("p", "words__note", note));
  panel.append(facts);
}

/**
 * @param {"span" | "p"} tag
 * @param {string} className
 * @param {string} text as a guest wrote it, in any script
 */
function written(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.dir = "auto";
  element.textContent = text;
  return element;
}
