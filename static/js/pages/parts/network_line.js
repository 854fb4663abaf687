/** A quiet line that says that the page is waiting for the network; a moment's gap is not worth a word. */

const PATIENCE_MS = 4000;

export class NetworkLine {
  #line;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} line hidden while all is well */
  constructor(line) {
    this.#line = line;
  }

  connect() {
    this.show("waiting");
  }

  disconnect() {
    clearTimeout(this.#timer);
    this.#line.hidden = true;
  }

  /** @param {"live" | "waiting"} state */
  show(state) {
    clearTimeout(this.#timer);
    if (state === "live") this.#line.hidden = true;
    else this.#timer = setTimeout(() => (this.#line.hidden = false), PATIENCE_MS);
  }
}
