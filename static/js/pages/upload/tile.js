/** One picked photo on the page: its picture, its words, its progress, and its buttons. */

import { counted } from "../../helpers/counted.js";
import { isCardKey } from "../../helpers/photo_key.js";
import { drawPreview } from "../../helpers/preview.js";
import { lengthOf, rendition } from "../../helpers/photo.js";
import { isVideo, lookAt } from "../../helpers/video_file.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";
import { receiptWords } from "../parts/receipt_words.js";

/** @import { Upload } from "../../models/upload.js" */
/** @import { Receipts } from "../../models/receipts.js" */
/** @import { Why } from "../../helpers/retry_plan.js" */

/**
 * What a tile needs to know beside its photo.
 * @typedef {{why: Why, message: string, ahead: number | null} | null} Wait
 * @typedef {{pause: Wait, originalsPause: Wait, holdsOriginals: boolean, heldFor: "" | "wifi" | "word", ahead: number | null, receipts: Receipts,
 *   captionState: "" | "saving" | "saved" | "refused",
 *   captionRefusal: string, takesVideos: boolean, maxMb: number, maxVideoMb: number}} Around
 */

/** Sharp on a phone's screen at the size that the style sheet gives it. */
const PREVIEW_PX = 288;
/** The part of a video that the wall plays, with a small tolerance. */
const PLAYED_S = 30.5;

export class UploadTile {
  #upload;
  #isVideo;
  #isLong = false;
  /** Whether this browser can open the picture. */
  #isDrawn = false;
  #picture;
  #caption;
  #progress;
  #status;
  #screen;
  #original;
  #mark;
  #hint;
  #retry;
  #remove;
  #edit;
  #standIn;
  #label;

  /**
   * @param {Upload} upload
   * @param {{number: number, onCaption: (isDone: boolean) => void, onRetry: () => void,
   *   onRemove: () => void, onEdit: () => void}} options
   */
  constructor(upload, { number, onCaption, onRetry, onRemove, onEdit }) {
    this.#upload = upload;
    this.#isVideo = isVideo(upload.file);
    const what = this.#isVideo ? "video" : "photo";
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("tile"));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLElement} */ (copy.querySelector(".tile"));
    this.element.dataset.key = upload.key;
    this.#picture = element(".tile__picture", HTMLElement, this.element);
    this.#caption = element(".tile__caption", HTMLInputElement, this.element);
    this.#progress = element(".tile__progress", HTMLProgressElement, this.element);
    this.#status = element(".tile__status", HTMLElement, this.element);
    this.#screen = element(".tile__screen", HTMLElement, this.element);
    this.#original = element(".tile__original", HTMLElement, this.element);
    this.#hint = element(".tile__hint", HTMLElement, this.element);
    this.#mark = element(".tile__mark", HTMLElement, this.element);
    this.#retry = element(".tile__retry", HTMLButtonElement, this.element);
    this.#edit = element(".tile__edit", HTMLButtonElement, this.element);
    this.#remove = element(".tile__remove", HTMLButtonElement, this.element);

    this.#standIn = element(".tile__stand-in", HTMLElement, this.element);

    this.#caption.value = upload.caption;
    // They stand in the picture.
    this.#caption.readOnly = isCardKey(upload.key);
    this.#caption.setAttribute("aria-label", word(`caption-label-${what}`, { number }));
    this.#progress.setAttribute("aria-label", word(`progress-label-${what}`, { number }));
    this.#retry.setAttribute("aria-label", word(`retry-label-${what}`, { number }));
    this.#edit.setAttribute("aria-label", word("edit-label", { number }));
    this.#remove.setAttribute("aria-label", word(`remove-label-${what}`, { number }));
    this.#caption.addEventListener("input", () => {
      upload.caption = this.#caption.value;
      onCaption(false);
    });
    this.#caption.addEventListener("change", () => onCaption(true));
    this.#caption.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#caption.blur(); // puts the phone's keyboard away
    });
    this.#retry.addEventListener("click", onRetry);
    this.#remove.addEventListener("click", onRemove);
    this.#edit.addEventListener("click", onEdit);
    this.#label = word(`${what}-label`, { number });
    void this.#draw();
  }

  /** Bring the tile into view. */
  show() {
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Bring the tile to the middle of the screen, and go on at what can be done with it. */
  focus() {
    this.element.scrollIntoView({ block: "center" });
    (this.#retry.hidden ? this.#remove : this.#retry).focus({ preventScroll: true });
  }

  /** Draw it again, as it will look. */
  async redraw() {
    const { drawEdited } = await import("../editor/edit_file.js");
    const drawn = await drawEdited(this.#upload.file, this.#upload.edit, PREVIEW_PX);
    if (!drawn) return;
    this.#picture.querySelector("canvas")?.remove();
    this.#lay(drawn);
  }

  /** @param {Around} around */
  update(around) {
    const { state, progress, isGone } = this.#upload;
    const isUp = state === "sent" && !isGone;
    const mayRetry = this.#mayRetry(around);
    this.element.dataset.state = isGone ? "gone" : state;
    this.element.dataset.original = this.#upload.original;
    this.#status.textContent = this.#statusWords(around);
    this.#screen.textContent = isUp ? receiptWords(around.receipts.of(this.#upload.photo?.id)) : "";
    this.#screen.hidden = this.#screen.textContent === "";
    this.#original.textContent = isUp ? this.#originalWords(around) : "";
    this.#original.hidden = this.#original.textContent === "";
    this.#progress.hidden = state !== "sending";
    this.#progress.value = Math.round(progress * 100);
    this.#mark.hidden = !isUp;
    this.#hint.hidden = !this.#isLong || state === "failed" || this.#upload.original === "failed";
    this.#retry.hidden = !mayRetry;
    this.#remove.hidden = state === "sending" || isUp;
    this.#edit.hidden = state !== "picked" || this.#isVideo || !this.#isDrawn || isCardKey(this.#upload.key);
    if (state === "sent") this.#showSent();
    this.#caption.hidden = isGone || (state === "failed" && !mayRetry);
    // The words may have changed elsewhere: under My photos, or at the host's.
    if (document.activeElement !== this.#caption) this.#caption.value = this.#upload.caption;
  }

  /** @param {Around} around */
  #mayRetry({ takesVideos }) {
    const { mayRetry, reason, isGone } = this.#upload;
    return mayRetry && !isGone && (reason !== "videos-off" || takesVideos);
  }

  /** @param {Around} around */
  #statusWords(around) {
    const { pause, ahead, captionState, captionRefusal, holdsOriginals, heldFor } = around;
    const { state, goesWhole, progress, isGone, isReleased } = this.#upload;
    if (isGone) return wordsOfGone(this.#upload.goneWords);
    if (state === "waiting" && goesWhole && holdsOriginals && !isReleased) {
      return word(this.#isVideo && heldFor === "wifi" ? "video-held-whole" : `whole-held-${heldFor || "word"}`);
    }
    // The closed page already says the host's words.
    if (state === "waiting" && pause) return wordsOfWait(pause);
    if (state === "sending" && goesWhole && progress < 1) {
      return word(this.#isVideo ? "video-sending" : "original-sending", { part: percent(progress) });
    }
    if (state === "sending" && progress === 1 && ahead) return counted("ahead", ahead);
    if (state === "sending") return word(progress < 1 ? "sending" : "arriving");
    if (state === "failed") return this.#reasonWords(around);
    if (state === "sent" && captionState === "refused") return captionRefusal;
    if (state === "sent" && captionState) return word(`caption-${captionState}`);
    if (state === "sent" && this.#upload.photo?.private) return word("private");
    if (state === "sent" && this.#upload.photo?.state === "waiting") return word("with-hosts");
    return word(state);
  }

  /** @param {Around} around */
  #originalWords(around) {
    const { originalsPause, holdsOriginals, heldFor } = around;
    const { original, originalPart, isReleased, reason } = this.#upload;
    const what = this.#isVideo ? "video" : "original";
    const part = percent(originalPart);
    if (original === "failed" && reason === "copy-kept") return word("copy-kept");
    if (original === "failed") return word(`${what}-failed`, { why: this.#reasonWords(around) });
    if (original === "kept") return word(`${what}-kept`);
    if (original === "sending") return word(`${what}-sending`, { part });
    if (holdsOriginals && !isReleased) return word(heldFor === "word" ? `${what}-held-word` : `${what}-held`);
    if (originalsPause?.why === "full") return word(`${what}-full`);
    if (originalsPause?.why === "network") return word(`${what}-network`, { part });
    return word(`${what}-next`);
  }

  /** @param {Around} around */
  #reasonWords({ maxMb, maxVideoMb }) {
    const { reason, message } = this.#upload;
    if (this.#isVideo && reason === "too-large") return word("video-too-large", { max: maxVideoMb });
    return reason ? word(reason, { max: maxMb }) : message || word("fault");
  }

  async #draw() {
    const { file } = this.#upload;
    const picture = this.#isVideo ? await this.#lookInto(file) : file;
    const preview = picture && (await drawPreview(picture, PREVIEW_PX));
    if (preview) {
      this.#isDrawn = true;
      this.#edit.hidden = this.#upload.state !== "picked" || this.#isVideo || isCardKey(this.#upload.key);
      this.#lay(preview);
      if (this.#upload.edit) await this.redraw();
    } else {
      element(".tile__file", HTMLElement, this.element).textContent = file.name;
      this.#standIn.hidden = false;
      this.#showSent();
    }
  }

  /** @param {HTMLCanvasElement} preview */
  #lay(preview) {
    preview.setAttribute("role", "img");
    preview.setAttribute("aria-label", this.#label);
    this.#picture.prepend(preview);
  }

  /** Say that it is a video, and how long, as far as this phone can tell; return a frame of it. @param {File} file */
  async #lookInto(file) {
    const mark = element(".video-mark", HTMLElement, this.element);
    mark.hidden = false;
    const { durationS, frame } = await lookAt(file);
    element("[data-length]", HTMLElement, mark).textContent = lengthOf({ duration_s: durationS });
    this.#isLong = (durationS ?? 0) >= PLAYED_S;
    this.#hint.hidden = !this.#isLong;
    return frame;
  }

  /** Where this browser could not open the picture, show what the server made of it. */
  #showSent() {
    const thumb = this.#upload.photo && rendition(this.#upload.photo, "thumb");
    if (!thumb || this.#standIn.hidden) return;
    const image = new Image(thumb.width, thumb.height);
    image.alt = this.#label;
    image.src = thumb.url;
    this.#standIn.hidden = true;
    this.#picture.prepend(image);
  }
}

/** @param {NonNullable<Wait>} wait */
function wordsOfWait({ why, ahead }) {
  return why === "busy" && ahead ? counted("ahead", ahead) : word(`waiting-${why}`);
}

/** Rounded down, so that only a complete upload is 100 %. @param {number} part */
function percent(part) {
  const rounded = Math.floor(part * 100) / 100;
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(rounded);
}

/** @param {string | null} words */
function wordsOfGone(words) {
  if (words === null) return word("gone");
  return words ? word("refused-with-words", { words }) : word("refused");
}
