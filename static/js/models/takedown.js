/** Follows a takedown until every screen has confirmed it, or some cannot be reached. */

import { CLOCK } from "../helpers/clock.js";
import { Refused, Unreachable } from "../helpers/http.js";

/** @import { Clock } from "../helpers/clock.js" */

/**
 * @typedef {{screens: number, gone: number, missing: {name: string, number: number, age_s: number}[]}} Proof
 */

const ASK_MS = 700;
/** Screens answer within a moment. One that has not by then counts as not reached. */
export const PATIENCE_MS = 6_000;

/**
 * Ask until it is gone from all; `onProof` hears what is known each time, and at the end that it `isOver`.
 * @param {string} photo
 * @param {{ask: (url: string) => Promise<Proof>, onProof: (proof: Proof, isOver: boolean) => void, clock?: Clock}} options
 */
export async function followTakedown(photo, { ask, onProof, clock = CLOCK }) {
  const until = clock.now() + PATIENCE_MS;
  for (;;) {
    const proof = await answer(() => ask(`/api/admin/photo/${photo}/cleared`));
    const isOver = clock.now() >= until;
    if (proof) onProof(proof, isOver);
    // The photo was restored meanwhile, or there is nobody to ask.
    if (isOver || !proof || proof.missing.length === 0) return;
    await new Promise((resolve) => clock.setTimer(() => resolve(null), ASK_MS));
  }
}

/** @param {() => Promise<Proof>} ask */
async function answer(ask) {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refused || error instanceof Unreachable) return null;
    throw error;
  }
}
