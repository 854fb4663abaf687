/** One picked photo on the page: its picture, its words, how far it is, and what can be done with it. */

import { counted } from "../../helpers/counted.js";
import { drawPreview } from "../../helpers/preview.js";
import { rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Upload } from "../../models/upload.js" */
/** @import { Why } from "../../helpers/retry_plan.js" */

/**
 * What a tile needs to know beside its photo.
 * @typedef {{why: Why, message: string, ahead: number | null} | null} Wait
 * @typedef {{pause: Wait, originalsPause: Wait, holdsOriginals: boolean, ahead: number | null, captionState: "" | "saving" | "saved" | "refused",
 *   captionRefusal: string, maxMb: number}} Around
 */

/** Sharp on a phone's screen at the size that the style sheet gives it. */
const PREVIEW_PX = 288;

export class UploadTile {
  #upload;
  #picture;
  #caption;
  #progress;
  #status;
  #original;
  #mark;
  #retry;
  #remove;
  #standIn;
  #label;

  /**
   * @param {Upload} upload
   * @param {{number: number, onCaption: (isDone: boolean) => void, onRetry: () => void,
   *   onRemove: () => void}} options
   */
  constructor(upload, { number, onCaption, onRetry, onRemove }) {
    this.#upload = upload;
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("tile"));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLElement} */ (copy.querySelector(".tile"));
    this.element.dataset.key = upload.key;
    this.#picture = element(".tile__picture", HTMLElement, this.element);
    this.#caption = element(".tile__caption", HTMLInputElement, this.element);
    this.#progress = element(".tile__progress", HTMLProgressElement, this.element);
    this.#status = element(".tile__status", HTMLElement, this.element);
    this.#original = element(".tile__original", HTMLElement, this.element);
    this.#mark = element(".tile__mark", HTMLElement, this.element);
    this.#retry = element(".tile__retry", HTMLButtonElement, this.element);
    this.#remove = element(".tile__remove", HTMLButtonElement, this.element);

    this.#standIn = element(".tile__stand-in", HTMLElement, this.element);

    this.#caption.value = upload.caption;
    this.#caption.setAttribute("aria-label", word("caption-label", { number }));
    this.#progress.setAttribute("aria-label", word("progress-label", { number }));
    this.#retry.setAttribute("aria-label", word("retry-label", { number }));
    this.#remove.setAttribute("aria-label", word("remove-label", { number }));
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
    this.#label = word("photo-label", { number });
    void this.#draw();
  }

  /** Bring the tile into view. */
  show() {
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {Around} around */
  update(around) {
    const { state, progress, mayRetry } = this.#upload;
    this.element.dataset.state = state;
    this.element.dataset.original = this.#upload.original;
    this.#status.textContent = this.#statusWords(around);
    this.#original.textContent = state === "sent" ? this.#originalWords(around) : "";
    this.#original.hidden = this.#original.textContent === "";
    this.#progress.hidden = state !== "sending";
    this.#progress.value = Math.round(progress * 100);
    this.#mark.hidden = state !== "sent";
    this.#retry.hidden = !mayRetry;
    this.#remove.hidden = state === "sending" || state === "sent";
    if (state === "sent") this.#showSent();
    this.#caption.hidden = state === "failed" && !mayRetry;
  }

  /** @param {Around} around */
  #statusWords({ pause, ahead, captionState, captionRefusal, maxMb }) {
    const { state, progress, message, reason } = this.#upload;
    // The closed page already says the host's words.
    if (state === "waiting" && pause) return wordsOfWait(pause);
    if (state === "sending" && progress === 1 && ahead) return counted("ahead", ahead);
    if (state === "sending") return word(progress < 1 ? "sending" : "arriving");
    if (state === "failed") return reason ? word(reason, { max: maxMb }) : message || word("fault");
    if (state === "sent" && captionState === "refused") return captionRefusal;
    if (state === "sent" && captionState) return word(`caption-${captionState}`);
    return word(state);
  }

  /** @param {Around} around */
  #originalWords({ originalsPause, holdsOriginals, maxMb }) {
    const { original, originalPart, message, reason } = this.#upload;
    // Rounded down: only the whole of it is 100 %.
    const part = percent(Math.floor(originalPart * 100) / 100);
    if (original === "failed") return word("original-failed", { why: reason ? word(reason, { max: maxMb }) : message || word("fault") });
    if (original === "kept") return word("original-kept");
    if (original === "sending") return word("original-sending", { part });
    if (holdsOriginals) return word("original-held");
    if (originalsPause?.why === "full") return word("original-full");
    if (originalsPause?.why === "network") return word("original-network", { part });
    return word("original-next");
  }

  async #draw() {
    const { file } = this.#upload;
    const preview = await drawPreview(file, PREVIEW_PX);
    if (preview) {
      preview.setAttribute("role", "img");
      preview.setAttribute("aria-label", this.#label);
      this.#picture.prepend(preview);
    } else {
      element(".tile__file", HTMLElement, this.element).textContent = file.name;
      this.#standIn.hidden = false;
    }
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

/** @param {number} part */
function percent(part) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(part);
}
