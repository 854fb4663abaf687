/** The browser's time, in one piece that tests can replace. */

/**
 * @typedef {{now: () => number, setTimer: (callback: () => void, ms: number) => any,
 *   clearTimer: (timer: any) => void}} Clock
 */

/** @type {Clock} */
export const CLOCK = {
  now: () => Date.now(),
  setTimer: (callback, ms) => setTimeout(callback, ms),
  clearTimer: (timer) => clearTimeout(timer),
};
