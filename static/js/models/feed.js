/** Follow the party: every change once and in order, over a stream, or by polling if no stream works. */

import { ours } from "../helpers/base.js";
import { ask } from "../helpers/http.js";
import { retryDelayMs } from "../helpers/jitter.js";
import { Poll } from "./poll.js";
import { Stream } from "./stream.js";

/** @import { Photo, Gone, Hearts, OnScreen, PartyState } from "../types.js" */
/** @import { StreamEvent, Surroundings } from "./stream.js" */

/**
 * `onScreen` hears that a big screen shows an own photo now. `onWaiting` hears of an own photo that is not shown yet, or not any more; to a page without it, it is gone.
 * `onReset` means: fetch afresh; the feed goes on from `cursor`. `onState` is "waiting" while nothing can come.
 * @typedef {{
 *   onPhoto?: (photo: Photo) => void,
 *   onWaiting?: (photo: Photo) => void,
 *   onGone?: (gone: Gone) => void,
 *   onScreen?: (showing: OnScreen) => void,
 *   onHearts?: (hearts: Hearts) => void,
 *   onParty?: (party: PartyState) => void,
 *   onReset?: (cursor: number) => void,
 *   onState?: (state: "live" | "waiting") => void,
 * }} FeedCallbacks
 */

/** After this many failed streams in a row, poll every few seconds. */
const FAILURES_BEFORE_ASKING = 3;
const LONGEST_WAIT_MS = 15_000;
/** While polling works, try a stream only now and then. */
const LONGEST_WAIT_WHILE_ASKING_MS = 120_000;
/** A hidden page closes its connection, because a browser has only six for one server over HTTP/1.1. */
const HIDDEN_MS = 60_000;
/** After a silence longer than the ping interval, reconnect when the page is visible. */
const STALE_MS = 20_000;

/** @type {() => Surroundings} */
const browser = () => ({
  openEventSource: typeof EventSource === "function" ? (url) => new EventSource(url) : null,
  ask,
  setTimer: (callback, ms) => setTimeout(callback, ms),
  clearTimer: (timer) => clearTimeout(timer),
  now: () => Date.now(),
  random: Math.random,
  page: document,
  network: window,
  startAgain: () => window.location.reload(),
});

export class Feed {
  #cursor;
  #callbacks;
  #pausesWhenHidden;
  /** For photos that only members see. */
  #also;
  #in;
  /** @type {Stream | null} */
  #stream = null;
  #poll;
  /** @type {"live" | "waiting"} */
  #state = "waiting";
  #isConnected = false;
  #failures = 0;
  /** @type {any} */
  #retryTimer;
  /** @type {any} */
  #hiddenTimer;

  /** @param {{cursor: number, pausesWhenHidden?: boolean, asMember?: boolean, surroundings?: Surroundings} & FeedCallbacks} of */
  constructor({ cursor, pausesWhenHidden = false, asMember = false, surroundings = browser(), ...callbacks }) {
    this.#cursor = cursor;
    this.#callbacks = callbacks;
    this.#pausesWhenHidden = pausesWhenHidden;
    this.#also = asMember ? "&members=1" : "";
    this.#in = surroundings;
    this.#poll = new Poll(
      {
        cursor: () => this.#cursor,
        also: this.#also,
        onEvent: (event) => this.#take(event),
        onAnswer: (wasAway) => this.#answered(wasAway),
        onSilence: () => this.#setState("waiting"),
        onShutOut: () => surroundings.startAgain(),
      },
      surroundings,
    );
  }

  /** The number of the last change given to the callbacks. */
  get cursor() {
    return this.#cursor;
  }

  get state() {
    return this.#state;
  }

  connect() {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.#failures = 0;
    this.#in.page.addEventListener("visibilitychange", this.#onVisibility);
    this.#in.network.addEventListener("online", this.#onOnline);
    this.#open();
    this.#pauseIfHidden();
  }

  disconnect() {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#in.page.removeEventListener("visibilitychange", this.#onVisibility);
    this.#in.network.removeEventListener("online", this.#onOnline);
    this.#in.clearTimer(this.#hiddenTimer);
    this.#close();
    this.#setState("waiting");
  }

  #open() {
    this.#close({ keepsAsking: true });
    if (!this.#in.openEventSource) {
      this.#poll.start();
      return;
    }
    this.#stream = new Stream(
      ours(`/api/events?since=${this.#cursor}${this.#also}`),
      { onEvent: (event) => this.#streamed(event), onEnd: (wasSettled) => this.#ended(wasSettled) },
      this.#in,
    );
  }

  #close({ keepsAsking = false } = {}) {
    this.#in.clearTimer(this.#retryTimer);
    this.#stream?.close();
    this.#stream = null;
    if (!keepsAsking) this.#poll.stop();
  }

  /** @param {StreamEvent} event */
  #streamed(event) {
    this.#poll.stop();
    this.#setState("live");
    this.#take(event);
  }

  /** @param {boolean} wasSettled */
  #ended(wasSettled) {
    this.#stream = null;
    this.#failures = wasSettled ? 0 : this.#failures + 1;
    // The server ends every stream now and then. Only if the next one fails, too, is something wrong.
    if (this.#failures > 0 && !this.#poll.isAnswered) this.#setState("waiting");
    if (this.#failures >= FAILURES_BEFORE_ASKING) this.#poll.start();
    const mostMs = this.#poll.isAnswered ? LONGEST_WAIT_WHILE_ASKING_MS : LONGEST_WAIT_MS;
    const waitMs = retryDelayMs(this.#failures, { mostMs, random: this.#in.random });
    this.#in.clearTimer(this.#retryTimer);
    this.#retryTimer = this.#in.setTimer(() => this.#open(), waitMs);
  }

  /** @param {boolean} wasAway */
  #answered(wasAway) {
    this.#setState("live");
    // The server is back, so a stream will most likely work again.
    if (wasAway && this.#in.openEventSource && !this.#stream) this.#open();
  }

  /** @param {StreamEvent} event */
  #take(event) {
    if (event.kind === "party") {
      this.#callbacks.onParty?.(event.party);
    } else if (event.kind === "on_screen") {
      this.#callbacks.onScreen?.(event.showing);
    } else if (event.kind === "hearts") {
      this.#callbacks.onHearts?.(event.hearts);
    } else if (event.kind === "reset") {
      this.#cursor = event.cursor;
      this.#callbacks.onReset?.(event.cursor);
    } else if (event.kind === "ping") {
      this.#cursor = Math.max(this.#cursor, event.cursor);
    } else if (event.change.change > this.#cursor) {
      this.#cursor = event.change.change;
      if (event.kind === "gone") this.#callbacks.onGone?.(event.change);
      else if (event.kind === "photo") this.#callbacks.onPhoto?.(event.change);
      else if (this.#callbacks.onWaiting) this.#callbacks.onWaiting(event.change);
      else this.#callbacks.onGone?.({ id: event.change.id, change: event.change.change, gone: true });
    }
  }

  /** @param {"live" | "waiting"} state */
  #setState(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#callbacks.onState?.(state);
  }

  #onOnline = () => this.#wake();

  #onVisibility = () => {
    this.#in.clearTimer(this.#hiddenTimer);
    if (this.#in.page.visibilityState === "visible") this.#wake();
    else this.#pauseIfHidden();
  };

  #pauseIfHidden() {
    if (!this.#pausesWhenHidden || this.#in.page.visibilityState === "visible") return;
    this.#hiddenTimer = this.#in.setTimer(() => this.#close(), HIDDEN_MS);
  }

  /** Try again at once, unless the current connection is alive. */
  #wake() {
    if (this.#stream?.isProven && this.#stream.silentMs < STALE_MS) return;
    this.#failures = 0;
    this.#open();
    this.#poll.hurry();
  }
}
