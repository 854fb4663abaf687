/** One photo on the host's page, with what can be done with it. */

import { ours } from "../../helpers/base.js";
import { clipOf, rendition } from "../../helpers/photo.js";
import { placeholderUrl } from "../../helpers/placeholder.js";
import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { showVideoMark } from "../parts/video_mark.js";
import { hostPicture } from "./host_picture.js";

/** @import { Photo } from "../../types.js" */

export class Shot {
  #link;
  #image;
  #pick;
  #now;
  #pin;
  #favourite;
  #hide;
  #restore;
  #original;
  #delete;

  /**
   * @param {{onNow: () => void, onPin: () => void, onFavourite: () => void, onHide: () => void, onRestore: () => void,
   *   onDelete: () => void}} options
   */
  constructor({ onNow, onPin, onFavourite, onHide, onRestore, onDelete }) {
    const copy = element("#shot", HTMLTemplateElement).content.cloneNode(true);
    this.element = element(".shot", HTMLElement, /** @type {DocumentFragment} */ (copy));
    this.#link = element(".shot__picture", HTMLAnchorElement, this.element);
    this.#image = element(".shot__image", HTMLImageElement, this.element);
    this.#pick = element(".shot__pick input", HTMLInputElement, this.element);
    this.#now = element(".shot__now", HTMLButtonElement, this.element);
    this.#pin = element(".shot__pin", HTMLButtonElement, this.element);
    this.#favourite = element(".shot__favourite", HTMLButtonElement, this.element);
    this.#hide = element(".shot__hide", HTMLButtonElement, this.element);
    this.#restore = element(".shot__restore", HTMLButtonElement, this.element);
    this.#original = element(".shot__original", HTMLAnchorElement, this.element);
    this.#delete = element(".shot__delete", HTMLButtonElement, this.element);
    this.#now.addEventListener("click", onNow);
    this.#pin.addEventListener("click", onPin);
    this.#favourite.addEventListener("click", onFavourite);
    this.#hide.addEventListener("click", onHide);
    this.#restore.addEventListener("click", onRestore);
    this.#delete.addEventListener("click", onDelete);
  }

  get image() {
    return this.#image;
  }

  /** @param {Photo} photo */
  show(photo) {
    const isShown = photo.state === "shown";
    const time = when(photo.created_at, document.documentElement.lang);
    const names = { who: photo.author || word("somebody"), time };
    this.element.dataset["state"] = photo.state;
    this.element.dataset["photo"] = photo.id;
    this.#text(".shot__who", names.who);
    this.#text(".shot__caption", photo.caption);
    this.#text(".shot__time", time);
    element("time", HTMLTimeElement, this.element).dateTime = photo.created_at;
    element(".shot__copy", HTMLElement, this.element).hidden = photo.original === "kept";
    this.#text(".shot__copy", photo.original === "kept" ? "" : word(`original-${photo.original}`));
    this.#pick.value = photo.id;
    this.#pick.setAttribute("aria-label", word("select-it", names));
    this.#label(this.#now, word("show-now", names), !isShown);
    this.#label(this.#pin, word("pin-it", names), !isShown);
    this.#favourite.setAttribute("aria-label", word("favourite-it", names));
    this.#favourite.setAttribute("aria-pressed", String(photo.favourite));
    this.#favourite.classList.toggle("shot__favourite--off", !isShown);
    this.#label(this.#hide, word("hide-it", names), photo.state === "hidden");
    this.#label(this.#restore, word("restore-it", names), isShown || (photo.private && photo.state !== "hidden"));
    element(".shot__private", HTMLElement, this.element).hidden = !photo.private;
    // Whether these two are there at all is the page's to say: not everybody may.
    this.#original.setAttribute("aria-label", word("download-it", names));
    this.#delete.setAttribute("aria-label", word("delete-it", names));
    this.#original.href = ours(`/api/admin/photo/${photo.id}/original`);
    this.#showPicture(photo, word(photo.media === "video" ? "video-of" : "photo-of", names));
    showVideoMark(this.element, photo);
  }

  /** During a request the buttons here are disabled. */
  setBusy(/** @type {boolean} */ isBusy) {
    this.element.setAttribute("aria-busy", String(isBusy));
    this.#hide.disabled = this.#restore.disabled = this.#delete.disabled = isBusy;
  }

  /** Put the focus where the photo can be decided about, after its button has changed. */
  focus() {
    (this.#hide.hidden ? this.#restore : this.#hide).focus({ preventScroll: true });
  }

  /**
   * @param {Photo} photo
   * @param {string} description
   */
  #showPicture(photo, description) {
    const placeholder = placeholderUrl(photo.placeholder);
    const thumb = rendition(photo, "thumb");
    const large = (clipOf(photo) ?? rendition(photo, "wall"))?.url ?? `${hostPicture(photo.id)}?large=1`;
    this.#image.alt = description;
    this.#image.width = thumb?.width ?? photo.width;
    this.#image.height = thumb?.height ?? photo.height;
    this.#image.style.backgroundImage = placeholder ? `url("${placeholder}")` : "";
    // A hidden photo has no public files. Only the host still gets its picture.
    const source = thumb?.url ?? hostPicture(photo.id);
    if (this.#image.getAttribute("src") !== source) this.#image.src = source;
    this.#link.href = large;
  }

  /**
   * @param {string} selector
   * @param {string} text
   */
  #text(selector, text) {
    const part = element(selector, HTMLElement, this.element);
    part.textContent = text;
    part.hidden = text === "";
  }

  /**
   * @param {HTMLElement} control
   * @param {string} label
   * @param {boolean} isHidden
   */
  #label(control, label, isHidden) {
    control.setAttribute("aria-label", label);
    control.hidden = isHidden;
  }
}
