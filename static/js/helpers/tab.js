/**
 * The identity of this tab for other tabs. A photo belongs to one living tab, so that no two send it.
 *
 * On HTTPS and localhost a tab holds a lock, which ends with the tab. On plain HTTP there are no locks: the tab
 * renews a date in localStorage and removes it at its end. A crashed tab counts as alive for some more seconds, or
 * for a minute if it was in the background.
 */

import { BASE } from "./base.js";
import { newPhotoKey } from "./photo_key.js";

const PREFIX = `partywall-tab${BASE}-`;
const RENEW_MS = 4_000;
const BELIEVED_MS = 15_000;
/** Browsers run the timers of a hidden page only once a minute. */
const BELIEVED_HIDDEN_MS = 75_000;

/**
 * `untilGone` waits until all of `ids` are gone, or for so many milliseconds; `close` ends the name before the page.
 * @typedef {{id: string, areAlive: (ids: string[]) => Promise<Set<string>>,
 *   untilGone: (ids: string[], ms: number) => Promise<void>, close: () => void}} Tab
 */

/**
 * Register this tab. Throws if the browser stores nothing for us.
 * @returns {Promise<Tab>}
 */
export async function openTab() {
  const id = newPhotoKey();
  return navigator.locks ? lockedTab(id) : leasedTab(id);
}

/**
 * @param {string} id
 * @returns {Promise<Tab>}
 */
async function lockedTab(id) {
  /** @type {() => void} */
  let close = () => {};
  await new Promise((resolve, reject) => {
    const held = navigator.locks.request(PREFIX + id, () => {
      resolve(undefined);
      return new Promise((end) => (close = () => end(undefined))); // at the latest when the page ends
    });
    held.catch(reject);
  });
  return {
    id,
    close: () => close(),
    untilGone: async (ids, ms) => {
      const signal = AbortSignal.timeout(ms);
      const gone = ids.map((other) => navigator.locks.request(PREFIX + other, { mode: "shared", signal }, () => {}));
      await Promise.allSettled(gone);
    },
    areAlive: async () => {
      const { held = [] } = await navigator.locks.query();
      return new Set(held.map(({ name = "" }) => name).filter(isTab).map((name) => name.slice(PREFIX.length)));
    },
  };
}

/**
 * @param {string} id
 * @returns {Promise<Tab>}
 */
async function leasedTab(id) {
  const name = PREFIX + id;
  let isGone = false;
  const renew = () => {
    if (isGone) return; // a page that goes is said to be hidden after it is said to go
    const ms = document.visibilityState === "hidden" ? BELIEVED_HIDDEN_MS : BELIEVED_MS;
    localStorage.setItem(name, String(Date.now() + ms));
  };
  const close = () => {
    isGone = true;
    localStorage.removeItem(name);
  };
  renew();
  const timer = setInterval(renew, RENEW_MS);
  addEventListener("pagehide", close);
  addEventListener("pageshow", () => {
    isGone = false;
    renew();
  });
  document.addEventListener("visibilitychange", renew);
  return {
    id,
    close: () => {
      clearInterval(timer);
      close();
    },
    untilGone: async () => {}, // only a service worker waits, and there is none without locks
    areAlive: async (ids) => {
      const alive = ids.filter((other) => Number(localStorage.getItem(PREFIX + other)) > Date.now());
      for (const key of Object.keys(localStorage)) {
        if (isTab(key) && Number(localStorage.getItem(key)) <= Date.now()) localStorage.removeItem(key);
      }
      return new Set(alive);
    },
  };
}

/** @param {string} name */
function isTab(name) {
  return name.startsWith(PREFIX);
}
