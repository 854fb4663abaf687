/** Retry delays with jitter, so that clients do not all come back at the same moment. */

/**
 * Return how long to wait before attempt number `attempt` (0 is the first retry), in ms: exponential with full
 * jitter between half and all of it (AWS Architecture Blog, "Exponential Backoff And Jitter").
 * @param {number} attempt
 * @param {{firstMs?: number, mostMs?: number, random?: () => number}} [options]
 */
export function retryDelayMs(attempt, { firstMs = 1000, mostMs = 30_000, random = Math.random } = {}) {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 20));
  return ceiling / 2 + (random() * ceiling) / 2;
}
