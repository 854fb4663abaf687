/** Ask for changes every few seconds while no stream works, because of a proxy or an absent server. */

import { Refused, Unreachable } from "../helpers/http.js";
import { retryDelayMs } from "../helpers/jitter.js";

/** @import { StreamEvent, Surroundings } from "./stream.js" */

const ASK_EVERY_MS = 4_000;
const LONGEST_WAIT_MS = 15_000;
const CHANGES_AT_ONCE = 100;
const ANSWER_WITHIN_MS = 15_000;
/** The party asks for a code now that this browser has not entered, or everything was deleted. */
const SHUT_OUT = new Set(["CODE_NEEDED", "PARTY_ERASED"]);

export class Poll {
  #on;
  #in;
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {any} */
  #timer;
  #isRunning = false;
  #failures = 0;
  #isAnswered = false;

  /**
   * @param {{
   *   cursor: () => number,
   *   also?: string,
   *   onEvent: (event: StreamEvent) => void,
   *   onAnswer: (wasAway: boolean) => void,
   *   onSilence: () => void,
   *   onShutOut: () => void,
   * }} on
   * @param {Surroundings} surroundings
   */
  constructor(on, surroundings) {
    this.#on = on;
    this.#in = surroundings;
  }

  /** Tell whether the last request was answered. */
  get isAnswered() {
    return this.#isAnswered;
  }

  start() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#failures = 0;
    void this.#ask();
  }

  stop() {
    this.#isRunning = false;
    this.#isAnswered = false;
    this.#in.clearTimer(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
  }

  /** Ask now instead of later, if it is running and not asking already. */
  hurry() {
    if (!this.#isRunning || this.#asking) return;
    this.#in.clearTimer(this.#timer);
    void this.#ask();
  }

  async #ask() {
    const asking = new AbortController();
    this.#asking = asking;
    const since = this.#on.cursor();
    const deadline = this.#in.setTimer(() => asking.abort(), ANSWER_WITHIN_MS);
    let answer = null;
    try {
      const url = `/api/photos?since=${since}&limit=${CHANGES_AT_ONCE}${this.#on.also ?? ""}`;
      answer = await this.#in.ask(url, { signal: asking.signal });
    } catch (error) {
      if (error instanceof Refused && SHUT_OUT.has(error.code)) this.#on.onShutOut();
      else if (!isSilence(error)) throw error;
    } finally {
      this.#in.clearTimer(deadline);
    }
    if (this.#asking !== asking) return; // stopped meanwhile
    this.#asking = null;
    if (answer) this.#tell(answer, since);
    else this.#miss();
    // A callback may have stopped us.
    if (this.#isRunning) this.#timer = this.#in.setTimer(() => void this.#ask(), this.#waitMs(answer));
  }

  /**
   * @param {any} answer
   * @param {number} since
   */
  #tell(answer, since) {
    const wasAway = this.#failures > 0;
    this.#failures = 0;
    this.#isAnswered = true;
    if (answer.party) this.#on.onEvent({ kind: "party", party: answer.party });
    if (answer.cursor < since) {
      // The records are older than what we saw: a backup was restored.
      this.#on.onEvent({ kind: "reset", cursor: answer.cursor });
    } else {
      for (const change of answer.photos) this.#on.onEvent({ kind: kindOf(change, Boolean(this.#on.also)), change });
      this.#on.onEvent({ kind: "ping", cursor: answer.cursor });
    }
    this.#on.onAnswer(wasAway);
  }

  #miss() {
    this.#failures += 1;
    this.#isAnswered = false;
    this.#on.onSilence();
  }

  /** @param {any} answer */
  #waitMs(answer) {
    if (answer?.more) return 0;
    if (answer) return ASK_EVERY_MS;
    return retryDelayMs(this.#failures, { mostMs: LONGEST_WAIT_MS, random: this.#in.random });
  }
}

/**
 * Tell whether an error only means that no answer of ours came.
 * @param {unknown} error
 */
function isSilence(error) {
  if (error instanceof Refused || error instanceof Unreachable) return true;
  return error instanceof Error && error.name === "AbortError";
}

/**
 * @param {{gone?: boolean, state?: string, access?: string}} change
 * @param {boolean} asMember
 * @returns {"photo" | "waiting" | "gone"}
 */
function kindOf({ gone, state, access }, asMember) {
  if (gone) return "gone";
  if (asMember && access === "members") return "photo";
  return state === "waiting" ? "waiting" : "photo";
}
