/** An optional answer: without it the page goes on with what it has. */

import { Refused, Unreachable } from "./http.js";

/**
 * Return the answer, or null when none came.
 * @template T
 * @param {Promise<T>} answer
 * @returns {Promise<T | null>}
 */
export async function fetched(answer) {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refused || error instanceof Unreachable) return null;
    throw error;
  }
}
