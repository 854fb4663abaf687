/** One of my photos: its words are saved in place, and it can leave. */

import { Refused, ask } from "../../helpers/http.js";
import { clipOf, rendition } from "../../helpers/photo.js";
import { placeholderUrl } from "../../helpers/placeholder.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { showVideoMark } from "../parts/video_mark.js";

/** @import { Photo } from "../../types.js" */
/** @typedef {"quiet" | "good" | "bad"} Tone */

export class Card {
  #node;
  #form;
  #caption;
  #author;
  #image;
  #result;
  /** The words as the server has them. */
  #saved = { caption: "", author: "" };

  /**
   * @param {HTMLElement} node
   * @param {(card: Card) => void} onDelete somebody wants to take it back
   * @param {(card: Card) => void} onGone the server does not know it any more
   */
  constructor(node, onDelete, onGone) {
    this.#node = node;
    this.#form = element("[data-words]", HTMLFormElement, node);
    this.#caption = element("[name=caption]", HTMLTextAreaElement, node);
    this.#author = element("[name=author]", HTMLInputElement, node);
    this.#image = element("img", HTMLImageElement, node);
    this.#result = element("[data-result]", HTMLElement, node);
    this.#saved = this.#written();
    this.#form.addEventListener("input", () => this.#say(this.isChanged ? word("unsaved") : "", "quiet"));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save(onGone);
    });
    this.#caption.addEventListener("keydown", (event) => {
      // A caption is one line: Enter saves it, as it does in the field below.
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    element("summary", HTMLElement, node).addEventListener("click", (event) => {
      event.preventDefault();
      onDelete(this);
    });
    this.#paint();
  }

  get id() {
    return this.#node.dataset["card"] ?? "";
  }

  get isChanged() {
    const { caption, author } = this.#written();
    return caption !== this.#saved.caption || author !== this.#saved.author;
  }

  get pictureUrl() {
    return this.#image.currentSrc || this.#image.src;
  }

  /**
   * Take over words that were changed elsewhere, unless somebody is writing here, and better pictures.
   * @param {Photo} photo
   */
  update(photo) {
    const isWriting = this.isChanged;
    this.#saved = { caption: photo.caption, author: photo.author };
    this.#describe(photo);
    if (isWriting) return;
    this.#caption.value = photo.caption;
    this.#author.value = photo.author;
  }

  focus() {
    element("summary", HTMLElement, this.#node).focus();
  }

  remove() {
    this.#node.remove();
  }

  #written() {
    return { caption: this.#caption.value, author: this.#author.value };
  }

  /** @param {(card: Card) => void} onGone */
  async #save(onGone) {
    const written = this.#written();
    this.#say(word("saving"), "quiet");
    try {
      const { photo } = await ask(`/api/photo/${this.id}`, { method: "PUT", json: written });
      const isSame = written.caption === this.#caption.value && written.author === this.#author.value;
      // What was typed meanwhile stays, and is not yet saved.
      if (isSame) {
        this.#caption.value = photo.caption;
        this.#author.value = photo.author;
      }
      this.#saved = { caption: photo.caption, author: photo.author };
      this.#describe(photo);
      this.#say(word(isSame ? "saved" : "unsaved"), isSame ? "good" : "quiet");
    } catch (error) {
      if (error instanceof Refused && error.status === 404) onGone(this);
      else this.#say(error instanceof Refused ? error.message : word("away"), "bad");
    }
  }

  /** @param {Photo} photo */
  #describe(photo) {
    const { caption, media } = photo;
    const what = media === "video" ? "your-video" : "your-photo";
    this.#image.alt = caption ? word(`${what}-with-caption`, { caption }) : word(what);
    const thumb = rendition(photo, "thumb");
    const large = clipOf(photo) ?? rendition(photo, "wall");
    if (thumb && this.#image.getAttribute("src") !== thumb.url) this.#image.src = thumb.url;
    if (large) element("a", HTMLAnchorElement, this.#node).href = large.url;
    showVideoMark(this.#node, photo);
  }

  /**
   * @param {string} text
   * @param {Tone} tone
   */
  #say(text, tone) {
    this.#result.textContent = text;
    this.#result.dataset["tone"] = tone;
  }

  #paint() {
    const link = element("a", HTMLElement, this.#node);
    const painted = placeholderUrl(this.#node.dataset["placeholder"] ?? "");
    if (painted && !this.#image.complete) link.style.backgroundImage = `url("${painted}")`;
  }
}
