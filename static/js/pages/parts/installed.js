/** Makes the page one that opens offline, where the browser has service workers (HTTPS and localhost). */

import { ours } from "../../helpers/base.js";

/** A browser of ours has other things to do while the page opens. */
const LATER_MS = 1_500;

/**
 * Register the service worker once the page is there; null where there is none.
 * @returns {Promise<ServiceWorkerRegistration | null>}
 */
export async function keepForOffline() {
  if (!("serviceWorker" in navigator) || !("serviceWorker" in document.body.dataset)) return null;
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  if (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, LATER_MS));
  // A browser without module workers, or one that is told to keep nothing, goes without.
  return navigator.serviceWorker.register(ours("/sw.js"), { type: "module" }).catch(() => null);
}
