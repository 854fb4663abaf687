/** What to do after a failed try at sending: what to wait for and how long, or to give up and with which words. */

import { Refused, Unreachable } from "./http.js";
import { retryDelayMs } from "./jitter.js";
import { Unreadable } from "./send_photo.js";

/**
 * `why` is what is waited for: the network, a busy server, room on its disk, the host, or nothing ("renewed":
 * the refusal brought a fresh cookie). `message` is the server's own sentence, or "" when it said none; `ahead`
 * is how many photos are before this one, where it said so. `isGone`: the photo was taken down meanwhile.
 * @typedef {"network" | "busy" | "often" | "full" | "closed" | "renewed"} Why
 * @typedef {"" | "unreadable" | "too-large" | "not-a-picture"} Reason
 * @typedef {{isOver: false, why: Why, delayMs: number, message: string, ahead: number | null}
 *   | {isOver: true, reason: Reason, mayRetry: boolean, message: string, isGone: boolean}} RetryPlan
 */

const LOST_ON_THE_WAY = new Set([408, 502, 504]);
/** 423: an earlier request of ours still holds the upload. */
const BUSY = new Set([423, 503]);
/** Shown in the page's own words, because a proxy may refuse in its own words and language. */
const REASONS = new Map(/** @type {[string, Reason][]} */ ([["TOO_LARGE", "too-large"], ["NOT_A_PICTURE", "not-a-picture"]]));
/** The same bytes would be refused again: not a picture, too many bytes, taken down. */
const FINAL = new Set([410, 413, 415, 422]);
/** A break, or the end of the party. The host can undo both. */
const CLOSED = new Set(["UPLOADS_CLOSED", "PARTY_ENDED"]);
const TRIES_AT_A_FAULT = 3;
const ROOM_AGAIN_MS = 60_000;
/** The feed tells when uploads open again. This is for a page without the feed. Each try costs data. */
const OPEN_AGAIN_MS = { firstMs: 60_000, mostMs: 900_000 };

/**
 * Plan what follows `error`. `tries` counts the failures in a row before this one.
 * @param {unknown} error
 * @param {{tries: number, wasRenewed?: boolean, random?: () => number}} soFar
 * @returns {RetryPlan}
 */
export function planRetry(error, { tries, wasRenewed = false, random = Math.random }) {
  if (error instanceof Unreachable) return again("network", retryDelayMs(tries, { random }));
  if (error instanceof Unreadable) return giveUp("unreadable");
  if (!(error instanceof Refused)) throw error;
  const { status, code, message, retryAfterS, ahead } = error;
  const askedMs = (retryAfterS ?? 0) * 1000;
  if (CLOSED.has(code)) return again("closed", retryDelayMs(tries, { ...OPEN_AGAIN_MS, random }), message);
  if (code === "COOKIE_INVALID" && !wasRenewed) return again("renewed", 0);
  if (status === 507) return again("full", jittered(Math.max(askedMs, ROOM_AGAIN_MS), random), message);
  if (BUSY.has(status)) return again("busy", askedMs + retryDelayMs(tries, { random }), message, ahead);
  if (status === 429) return again("often", askedMs + retryDelayMs(tries, { random }), message);
  if (LOST_ON_THE_WAY.has(status)) return again("network", retryDelayMs(tries, { random }));
  if (status >= 500 && tries < TRIES_AT_A_FAULT) return again("busy", retryDelayMs(tries, { random }), message);
  return giveUp(REASONS.get(code) ?? "", message, !FINAL.has(status), code === "PHOTO_GONE");
}

/**
 * @param {Reason} reason
 * @returns {RetryPlan}
 */
function giveUp(reason, message = "", mayRetry = false, isGone = false) {
  return { isOver: true, reason, message, mayRetry, isGone };
}

/**
 * @param {Why} why
 * @param {number} delayMs
 * @param {number | null} ahead
 * @returns {RetryPlan}
 */
function again(why, delayMs, message = "", ahead = null) {
  return { isOver: false, why, delayMs, message, ahead };
}

/**
 * @param {number} ms
 * @param {() => number} random
 */
function jittered(ms, random) {
  return ms * (1 + random() / 4);
}
