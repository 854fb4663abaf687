/**
 * This tab, as other tabs can tell: a photo belongs to one living tab, so that no two send it.
 *
 * On HTTPS and localhost a tab holds a lock, which ends with it. On plain HTTP there are no locks: the tab renews
 * a date in localStorage and takes it back when it goes; one that crashed is believed alive for a minute more.
 */

import { newPhotoKey } from "./photo_key.js";

const PREFIX = "partywall-tab-";
const RENEW_MS = 10_000;
/** Browsers let a hidden page's timers run once a minute. */
const BELIEVED_MS = 75_000;

/** @typedef {{id: string, areAlive: (ids: string[]) => Promise<Set<string>>}} Tab */

/**
 * Open this tab's name. Throws where the browser lets us keep nothing.
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
  await new Promise((resolve, reject) => {
    const held = navigator.locks.request(PREFIX + id, () => {
      resolve(undefined);
      return new Promise(() => {}); // as long as the page lives
    });
    held.catch(reject);
  });
  return {
    id,
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
  const renew = () => localStorage.setItem(name, String(Date.now() + BELIEVED_MS));
  renew();
  setInterval(renew, RENEW_MS);
  addEventListener("pagehide", () => localStorage.removeItem(name));
  addEventListener("pageshow", renew);
  return {
    id,
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
