/** One try at the server's event stream: what it says is handed on, and its end is told exactly once. */

/** @import { Photo, Gone, Hearts, OnScreen, PartyState } from "../types.js" */

/**
 * What the feed needs of a browser; tests bring their own.
 * @typedef {{
 *   openEventSource: ((url: string) => EventSource) | null,
 *   ask: (url: string, options?: {signal?: AbortSignal}) => Promise<any>,
 *   setTimer: (callback: () => void, ms: number) => any,
 *   clearTimer: (timer: any) => void,
 *   now: () => number,
 *   random: () => number,
 *   page: EventTarget & {visibilityState: string},
 *   network: EventTarget,
 *   startAgain: () => void,
 * }} Surroundings
 */

/**
 * @typedef {{kind: "photo", change: Photo} | {kind: "waiting", change: Photo} | {kind: "gone", change: Gone}
 *   | {kind: "on_screen", showing: OnScreen} | {kind: "hearts", hearts: Hearts} | {kind: "party", party: PartyState} | {kind: "reset", cursor: number} | {kind: "ping", cursor: number}} StreamEvent
 */

/** The server greets every stream at once; a proxy that swallows streams lets nothing through. */
const FIRST_EVENT_MS = 10_000;
/** Pings come every 15 s: two of them missing, and a bit, is a dead connection that nobody told us about. */
const SILENCE_MS = 40_000;
/** A stream that ends sooner than this is not a sign that all is well. */
const SETTLED_MS = 5_000;

export class Stream {
  #source;
  #on;
  #in;
  /** @type {any} */
  #watchdog;
  #openedAt;
  #heardAt = 0;

  /**
   * @param {string} url
   * @param {{onEvent: (event: StreamEvent) => void, onEnd: (wasSettled: boolean) => void}} on
   * @param {Surroundings} surroundings
   */
  constructor(url, on, surroundings) {
    if (!surroundings.openEventSource) throw new Error("this browser has no EventSource");
    this.#on = on;
    this.#in = surroundings;
    this.#openedAt = surroundings.now();
    this.#source = surroundings.openEventSource(url);
    this.#watch(FIRST_EVENT_MS);
    this.#listen("photo", (data) => ({ kind: "photo", change: data }));
    this.#listen("waiting", (data) => ({ kind: "waiting", change: data }));
    this.#listen("gone", (data) => ({ kind: "gone", change: data }));
    this.#listen("on_screen", (data) => ({ kind: "on_screen", showing: data }));
    this.#listen("hearts", (data) => ({ kind: "hearts", hearts: data }));
    this.#listen("party", (data) => ({ kind: "party", party: data }));
    this.#listen("reset", (data) => ({ kind: "reset", cursor: data.cursor }));
    this.#listen("ping", (data) => ({ kind: "ping", cursor: data.cursor }));
    // The browser would try again by itself after some errors, but after one 502 never again. We always do it
    // ourselves: one way back, with our jitter, and from a cursor that a reset may have moved.
    this.#source.onerror = () => this.#end();
  }

  /** Tell whether anything has come through yet. */
  get isProven() {
    return this.#heardAt > 0;
  }

  /** Return how long nothing has come, in ms; a computer that slept ran no watchdog. */
  get silentMs() {
    return this.#in.now() - (this.#heardAt || this.#openedAt);
  }

  /** Close without a word; doing it twice does nothing. */
  close() {
    this.#in.clearTimer(this.#watchdog);
    this.#source.onerror = null;
    this.#source.close();
  }

  /**
   * @param {string} name
   * @param {(data: any) => StreamEvent} read
   */
  #listen(name, read) {
    this.#source.addEventListener(name, (message) => {
      this.#heardAt = this.#in.now();
      this.#watch(SILENCE_MS);
      this.#on.onEvent(read(JSON.parse(message.data)));
    });
  }

  /** @param {number} ms */
  #watch(ms) {
    this.#in.clearTimer(this.#watchdog);
    this.#watchdog = this.#in.setTimer(() => this.#end(), ms);
  }

  #end() {
    const wasSettled = this.isProven && this.#in.now() - this.#openedAt >= SETTLED_MS;
    this.close();
    this.#on.onEnd(wasSettled);
  }
}
