/** What a person at the projector can do: full screen, pause, forward and back. */

import { find } from "../helpers/find.js";

/** @import { Director } from "../models/director.js" */

const IDLE_MS = 3000;

export class WallControls {
  #root;
  #director;
  #fullscreen;
  #pause;
  /** @type {any} */
  #idleTimer;
  /** @type {AbortController | null} */
  #listening = null;

  /**
   * @param {HTMLElement} root
   * @param {Director} director
   */
  constructor(root, director) {
    this.#root = root;
    this.#director = director;
    this.#fullscreen = find(root, "[data-fullscreen]", HTMLButtonElement);
    this.#pause = find(root, "[data-pause]", HTMLButtonElement);
  }

  connect() {
    this.disconnect();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#fullscreen.hidden = !document.fullscreenEnabled;
    this.#fullscreen.addEventListener("click", this.#toggleFullscreen, { signal });
    this.#pause.addEventListener("click", this.#togglePause, { signal });
    this.#root.addEventListener("dblclick", this.#toggleFullscreen, { signal });
    document.addEventListener("fullscreenchange", this.#show, { signal });
    document.addEventListener("keydown", this.#press, { signal });
    for (const kind of ["pointermove", "pointerdown", "focusin"]) {
      document.addEventListener(kind, this.#stir, { signal, passive: true });
    }
    this.#stir();
    this.#show();
  }

  disconnect() {
    this.#listening?.abort();
    this.#listening = null;
    clearTimeout(this.#idleTimer);
  }

  #stir = () => {
    clearTimeout(this.#idleTimer);
    delete this.#root.dataset.idle;
    this.#idleTimer = setTimeout(() => (this.#root.dataset.idle = ""), IDLE_MS);
  };

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isOnButton = event.target instanceof HTMLButtonElement;
    if (event.key === "f") this.#toggleFullscreen();
    else if (event.key === "ArrowRight") this.#director.forward();
    else if (event.key === "ArrowLeft") this.#director.back();
    // A button in focus does with the space bar what it says.
    else if (event.key === " " && !isOnButton) this.#togglePause();
    else return;
    event.preventDefault();
  };

  #togglePause = () => {
    if (this.#director.isPaused) this.#director.resume();
    else this.#director.pause();
    this.#show();
  };

  #toggleFullscreen = async () => {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen({ navigationUI: "hide" });
    } catch {
      // The browser does not want to; the wall is as large as its window.
    }
  };

  #show = () => {
    this.#pause.setAttribute("aria-pressed", String(this.#director.isPaused));
    this.#fullscreen.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
    this.#root.dataset.paused = String(this.#director.isPaused);
  };
}
