/** One picked photo on the page: its picture, its words, how far it is, and what can be done with it. */

import { drawPreview } from "../../helpers/preview.js";
import { word } from "../../helpers/words.js";

/** @import { Upload } from "../../models/upload.js" */
/** @import { Why } from "../../helpers/retry_plan.js" */

/**
 * What a tile needs to know beside its photo.
 * @typedef {{pause: {why: Why, message: string} | null, captionState: "" | "saving" | "saved" | "refused",
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
  #mark;
  #retry;
  #remove;

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
    this.#picture = this.#part(".tile__picture", HTMLElement);
    this.#caption = this.#part(".tile__caption", HTMLInputElement);
    this.#progress = this.#part(".tile__progress", HTMLProgressElement);
    this.#status = this.#part(".tile__status", HTMLElement);
    this.#mark = this.#part(".tile__mark", HTMLElement);
    this.#retry = this.#part(".tile__retry", HTMLButtonElement);
    this.#remove = this.#part(".tile__remove", HTMLButtonElement);

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
    void this.#draw(number);
  }

  /** Bring the tile into view. */
  show() {
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {Around} around */
  update(around) {
    const { state, progress, mayRetry } = this.#upload;
    this.element.dataset.state = state;
    this.#status.textContent = this.#statusWords(around);
    this.#progress.hidden = state !== "sending";
    this.#progress.value = Math.round(progress * 100);
    this.#mark.hidden = state !== "sent";
    this.#retry.hidden = !(state === "failed" && mayRetry);
    this.#remove.hidden = state === "sending" || state === "sent";
    this.#caption.hidden = state === "failed" && !mayRetry;
  }

  /** @param {Around} around */
  #statusWords({ pause, captionState, captionRefusal, maxMb }) {
    const { state, progress, message, reason } = this.#upload;
    if (state === "waiting" && pause) {
      // The closed page already says the host's words; a full disk is best told in the server's.
      return pause.why === "full" ? pause.message : word(`waiting-${pause.why}`);
    }
    if (state === "sending") return word(progress < 1 ? "sending" : "arriving");
    if (state === "failed") return message || word(reason || "fault", { max: maxMb });
    if (state === "sent" && captionState === "refused") return captionRefusal;
    if (state === "sent" && captionState) return word(`caption-${captionState}`);
    return word(state);
  }

  /** @param {number} number */
  async #draw(number) {
    const { file } = this.#upload;
    const preview = await drawPreview(file, PREVIEW_PX);
    if (preview) {
      preview.setAttribute("role", "img");
      preview.setAttribute("aria-label", word("photo-label", { number }));
      this.#picture.prepend(preview);
    } else {
      const name = this.#part(".tile__file", HTMLElement);
      name.textContent = file.name;
      name.hidden = false;
    }
  }

  /**
   * @template {HTMLElement} T
   * @param {string} selector
   * @param {new () => T} kind
   * @returns {T}
   */
  #part(selector, kind) {
    const found = this.element.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`no ${selector} in the tile`);
    return found;
  }
}
