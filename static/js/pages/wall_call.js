/** Makes the QR code large from time to time: large enough for the last row, and never for long. */

const FIRST_AFTER_MS = 20_000;
const EVERY_MS = 75_000;
const FOR_MS = 12_000;

export class WallCall {
  #root;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  connect() {
    this.disconnect();
    this.#timer = setTimeout(() => this.#call(), FIRST_AFTER_MS);
  }

  disconnect() {
    clearTimeout(this.#timer);
    delete this.#root.dataset.code;
  }

  #call() {
    this.#root.dataset.code = "large";
    this.#timer = setTimeout(() => {
      delete this.#root.dataset.code;
      this.#timer = setTimeout(() => this.#call(), EVERY_MS);
    }, FOR_MS);
  }
}
