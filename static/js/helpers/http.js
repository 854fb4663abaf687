/** Send requests to our own server, and tell its refusals from a missing network. */

import { ours } from "./base.js";
import { guestHeaders } from "./guest_pass.js";

/** A refusal: `code` is stable, the message is for people. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {number | null} retryAfterS
   * @param {number | null} ahead how many photos are before this one, from a server that is busy
   * @param {string} caption what stands there now, where somebody else was faster
   */
  constructor(status, code, message, retryAfterS = null, ahead = null, caption = "") {
    super(message);
    this.name = "Refused";
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
    this.ahead = ahead;
    this.caption = caption;
  }
}

/** Our server did not answer: offline, the server is down, or something in between answered. */
export class Unreachable extends Error {
  constructor() {
    super("unreachable");
    this.name = "Unreachable";
  }
}

/**
 * Fetch JSON. Throws Refused or Unreachable; an aborted request throws its AbortError.
 * @param {string} url a path of the party
 * @param {{method?: string, json?: unknown, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function ask(url, { method = "GET", json, signal } = {}) {
  /** @type {RequestInit} */
  const request = { method, signal: signal ?? null, headers: { Accept: "application/json", ...guestHeaders() }, credentials: "same-origin" };
  if (json !== undefined) {
    request.headers = { ...request.headers, "Content-Type": "application/json" };
    request.body = JSON.stringify(json);
  }
  let response;
  let text;
  try {
    response = await fetch(ours(url), request);
    text = await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable();
  }
  return readAnswer(response.status, text, response.headers.get("Retry-After"));
}

/**
 * Read an answer's JSON. Any foreign answer (a captive portal's page, a proxy's error) is Unreachable.
 * @param {number} status
 * @param {string} text
 * @param {string | null} retryAfter
 * @returns {any}
 */
export function readAnswer(status, text, retryAfter) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Unreachable();
  }
  if (status >= 200 && status < 300) return answer;
  const error = answer?.error;
  if (typeof error?.code !== "string") throw new Unreachable();
  throw new Refused(status, error.code, error.message, secondsIn(retryAfter), error.ahead ?? null, error.caption ?? "");
}

/**
 * Read a Retry-After header. Null if it is missing or a date.
 * @param {string | null | undefined} retryAfter
 */
export function secondsIn(retryAfter) {
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return Number.isFinite(seconds) ? seconds : null;
}
