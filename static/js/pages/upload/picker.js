/** The two buttons that photos come through: the phone's pictures, with videos where the party takes them, and its camera. */

import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

export class Picker {
  #pick = element("#pick", HTMLInputElement);
  #camera = element("#camera", HTMLInputElement);
  #words = element("#pick-words", HTMLElement);
  #onFiles;

  /** @param {(files: File[]) => void} onFiles */
  constructor(onFiles) {
    this.#onFiles = onFiles;
  }

  connect() {
    for (const input of [this.#pick, this.#camera]) {
      input.addEventListener("change", () => this.#take(input));
      this.#take(input); // picked while this script was still on its way
    }
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.#pick.disabled = this.#camera.disabled = !isOpen;
  }

  /** @param {boolean} takesVideos */
  setVideos(takesVideos) {
    this.#pick.accept = this.#pick.dataset[takesVideos ? "acceptAll" : "acceptPhotos"] ?? "";
    this.#words.textContent = word(takesVideos ? "pick-all" : "pick-photos");
  }

  open() {
    this.#pick.click();
  }

  focus() {
    this.#pick.focus({ preventScroll: true });
  }

  /** @param {HTMLInputElement} input */
  #take(input) {
    const files = Array.from(input.files ?? []);
    // Emptied, so that choosing the same photo again is noticed too.
    input.value = "";
    if (files.length > 0) this.#onFiles(files);
  }
}
