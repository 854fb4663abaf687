/** One of my photos in the grid: its picture, its words, which save themselves, and whether it is chosen. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { clipOf, isKeptFromGuests, rendition } from "../../helpers/photo.js";
import { placeholderUrl } from "../../helpers/placeholder.js";
import { word } from "../../helpers/words.js";
import { CaptionSaver } from "../../models/caption_saver.js";
import { element } from "../parts/element.js";
import { receiptWords } from "../parts/receipt_words.js";
import { showVideoMark } from "../parts/video_mark.js";
import { TypedField } from "./typed_field.js";

/** @import { Receipt } from "../../models/receipts.js" */
/** @import { Photo } from "../../types.js" */

export class Card {
  #node;
  #link;
  #image;
  #line;
  #waits;
  #private;
  #switch;
  #means;
  #check;
  #copyWords;
  #seen;
  #onScreen;
  #result;
  /** Each field saves itself, so that a refused name does not hold back a caption. */
  #fields;

  /**
   * @param {HTMLElement} node
   * @param {{onOpen: () => void, onDelete: () => void, onDone: () => void, onCheck: () => void}} options
   */
  constructor(node, { onOpen, onDelete, onDone, onCheck }) {
    this.#node = node;
    this.#link = element("a", HTMLAnchorElement, node);
    this.#image = element("img", HTMLImageElement, node);
    this.#line = element("[data-line]", HTMLElement, node);
    this.#waits = element("[data-waits]", HTMLElement, node);
    this.#private = element("[data-private]", HTMLElement, node);
    this.#switch = element("[data-private-switch]", HTMLButtonElement, node);
    this.#means = element("[data-private-means]", HTMLElement, node);
    this.#check = element("[data-check]", HTMLInputElement, node);
    this.#result = element("[data-result]", HTMLElement, node);
    this.edit = element("[data-edit-photo]", HTMLElement, node);
    // Found now: the second one moves to the sheet with the fields.
    this.#copyWords = ["[data-copy]", "[data-copy-means]"].map((name) => element(name, HTMLElement, node));
    this.#seen = element("[data-seen]", HTMLElement, node);
    this.#onScreen = element("[data-on-screen]", HTMLElement, node);
    const { at, screen = "" } = this.#onScreen.dataset;
    if (at) this.showReceipt({ what: "was", screen, at });
    const caption = element("[name=caption]", HTMLTextAreaElement, node);
    const author = element("[name=author]", HTMLInputElement, node);
    this.#fields = { caption: this.#saving("caption", caption), author: this.#saving("author", author) };
    element("[data-words]", HTMLFormElement, node).addEventListener("submit", (event) => {
      event.preventDefault();
      onDone();
    });
    element("[data-private-form]", HTMLFormElement, node).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#switchPrivate();
    });
    caption.addEventListener("keydown", (event) => {
      // A caption is one line: Enter is done with it, as it is in the field below.
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      onDone();
    });
    this.#link.addEventListener("click", (event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      onOpen();
    });
    this.#check.addEventListener("change", onCheck);
    element("summary", HTMLElement, node).addEventListener("click", (event) => {
      event.preventDefault();
      onDelete();
    });
    this.#paint();
  }

  get id() {
    return this.#node.dataset["card"] ?? "";
  }

  get isChosen() {
    return this.#check.checked;
  }

  get pictureUrl() {
    return this.#image.currentSrc || this.#image.src;
  }

  get description() {
    return this.#image.alt;
  }

  get largeUrl() {
    return this.#link.href;
  }

  /** Tell whether leaving the page now would lose words. */
  get wouldLose() {
    return Object.values(this.#fields).some(({ saver }) => saver.wouldLose);
  }

  /** Save what is typed now, without waiting for a pause. */
  settle() {
    for (const { saver, typed } of Object.values(this.#fields)) saver.note(typed, true);
  }

  /** Put the words and ways back under the picture, where the page has them. */
  takeBack() {
    this.#node.append(this.edit);
  }

  /** @param {boolean} isChoosing whether a tap chooses the photo instead of opening it */
  setChoosing(isChoosing) {
    this.#check.hidden = !isChoosing;
    this.#check.checked = false;
    this.#link.inert = isChoosing;
  }

  /**
   * Take over words changed elsewhere, and better pictures.
   * @param {Photo} photo
   */
  update(photo) {
    const { caption, media } = photo;
    for (const part of /** @type {const} */ (["caption", "author"])) this.#fields[part].typed.update(photo[part]);
    const what = media === "video" ? "your-video" : "your-photo";
    this.#image.alt = caption ? word(`${what}-with-caption`, { caption }) : word(what);
    this.#check.setAttribute("aria-label", this.#image.alt);
    this.#line.textContent = caption;
    const isKept = isKeptFromGuests(photo);
    this.#waits.hidden = photo.state !== "waiting" || isKept;
    this.#private.hidden = !isKept;
    this.#switch.value = isKept ? "0" : "1";
    this.#switch.textContent = word(isKept ? "private-switch" : "public-switch");
    this.#means.hidden = !isKept;
    if (isKept) this.#means.textContent = word(photo.access === "members" ? "kept-members" : "kept-hosts");
    const thumb = rendition(photo, "thumb");
    const large = clipOf(photo) ?? rendition(photo, "wall");
    if (thumb && this.#image.getAttribute("src") !== thumb.url) this.#image.src = thumb.url;
    if (large) this.#link.href = large.url;
    for (const says of this.#copyWords) says.hidden = photo.original !== "copy";
    showVideoMark(this.#node, photo);
  }

  /** Say when and where it was on a big screen. @param {Receipt} receipt */
  showReceipt(receipt) {
    this.#onScreen.textContent = receiptWords(receipt);
    this.#onScreen.hidden = false;
    this.#seen.hidden = false;
  }

  focus() {
    (this.#check.hidden ? this.#link : this.#check).focus();
  }

  remove() {
    this.#node.remove();
  }

  /** Keep the photo from the screens, or let it go there. */
  async #switchPrivate() {
    if (this.#switch.disabled) return;
    this.#switch.disabled = true;
    this.#say("saving", "");
    try {
      const json = { private: this.#switch.value === "1" };
      const { photo } = await ask(`/api/photo/${this.id}`, { method: "PUT", json });
      this.update(photo);
      const isByHosts = !json.private && isKeptFromGuests(photo);
      this.#say(isByHosts ? "refused" : "saved", isByHosts ? word("kept-by-hosts") : "");
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      this.#say("refused", error instanceof Refused ? error.message : word("private-trouble"));
    } finally {
      this.#switch.disabled = false;
    }
  }

  /**
   * @param {"caption" | "author"} part
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   */
  #saving(part, field) {
    const typed = new TypedField(this.id, field);
    /** @type {CaptionSaver<TypedField>} */
    const saver = new CaptionSaver({
      save: async (id, text) => {
        const answer = await ask(`/api/photo/${id}`, { method: "PUT", json: { [part]: text } });
        this.update(answer.photo);
        if (answer.words_wait) this.#waits.hidden = false;
      },
      onChange: () => this.#say(saver.stateOf(typed), saver.refusalOf(typed)),
    });
    field.addEventListener("input", () => saver.note(typed));
    field.addEventListener("change", () => saver.note(typed, true));
    return { typed, saver };
  }

  /**
   * @param {"" | "saving" | "saved" | "refused"} state
   * @param {string} refusal
   */
  #say(state, refusal) {
    this.#result.dataset["tone"] = { "": "quiet", saving: "quiet", saved: "good", refused: "bad" }[state];
    this.#result.textContent = state === "refused" ? refusal : state && word(state);
  }

  #paint() {
    const painted = placeholderUrl(this.#node.dataset["placeholder"] ?? "");
    if (painted && !this.#image.complete) this.#link.style.backgroundImage = `url("${painted}")`;
  }
}
