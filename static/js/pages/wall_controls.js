/** What a person at the projector can do, by key, by a presenter's clicker, or by the buttons in the corner. */

import { find } from "../helpers/find.js";

/** @import { WallShow } from "./wall_show.js" */
/** @import { WallRemote } from "./wall_remote.js" */
/** @import { WallSetup } from "./wall_setup.js" */

const IDLE_MS = 3000;
/** How long the key brings the large code. */
const CODE_S = 60;

export class WallControls {
  #root;
  #showing;
  #remote;
  #setup;
  #onStop;
  #help;
  #fullscreen;
  #pause;
  /** @type {any} */
  #idleTimer;
  /** @type {AbortController | null} */
  #listening = null;

  /**
   * @param {HTMLElement} root
   * @param {WallShow} show
   * @param {WallRemote} remote
   * @param {{setup: WallSetup, onStop: () => void}} others
   */
  constructor(root, show, remote, { setup, onStop }) {
    this.#setup = setup;
    this.#onStop = onStop;
    this.#root = root;
    this.#showing = show;
    this.#remote = remote;
    this.#help = find(root, "[data-help]", HTMLDialogElement);
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
    find(this.#root, "[data-setup-open]", HTMLButtonElement).addEventListener("click", () => this.#setup.open(), { signal });
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
    // While somebody sets up the screen, keys are for the form.
    if (event.ctrlKey || event.altKey || event.metaKey || this.#setup.isOpen) return;
    const isOnButton = event.target instanceof HTMLButtonElement;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "f") this.#toggleFullscreen();
    // Clickers send the page keys, and for their black button "b" or a full stop.
    else if (key === "ArrowRight" || key === "PageDown") this.#showing.forward();
    else if (key === "ArrowLeft" || key === "PageUp") this.#showing.back();
    else if (key === "b" || key === ".") this.#remote.toggleDark();
    else if (key === "x") this.#stop();
    else if (key === "q") this.#remote.callFor(CODE_S);
    else if (key === "?" || key === "h") this.#toggleHelp();
    else if (key === "s") this.#openSetup();
    // A button in focus does with the space bar what it says.
    else if (event.key === " " && !isOnButton) this.#togglePause();
    else return;
    event.preventDefault();
  };

  #togglePause = () => this.setPaused(!this.#showing.isPaused);

  /** @param {boolean} paused */
  setPaused(paused) {
    if (paused) this.#showing.pause();
    else this.#showing.resume();
    this.#show();
  }

  /** At once on this screen; whoever looks at it as a host has stopped all of them. Pressed again, it goes on here. */
  #stop() {
    const isStopped = this.#root.dataset.stopped === "true";
    this.#root.dataset.stopped = String(!isStopped);
    if (!isStopped) this.#onStop();
  }

  #openSetup() {
    this.#help.close();
    this.#setup.open();
  }

  #toggleHelp() {
    if (this.#help.open) this.#help.close();
    else this.#help.showModal();
  }

  #toggleFullscreen = async () => {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen({ navigationUI: "hide" });
    } catch {
      // The browser does not want to; the wall is as large as its window.
    }
  };

  #show = () => {
    this.#pause.setAttribute("aria-pressed", String(this.#showing.isPaused));
    this.#fullscreen.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
    this.#root.dataset.paused = String(this.#showing.isPaused);
  };
}
