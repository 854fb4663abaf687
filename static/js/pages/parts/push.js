/** This browser's own part in being called: whether it can be, and the address that it takes messages at. */

import { keepForOffline } from "./installed.js";

/** Name the word that says why this browser can't be called; empty when it can. */
export function whyNotCalled() {
  if (!window.isSecureContext) return "no-push-http";
  return "PushManager" in window && "serviceWorker" in navigator && "Notification" in window ? "" : "no-push-browser";
}

/**
 * Ask the browser for an address for messages that are signed with `key`; a word says why there is none.
 * @param {string} key in base64url
 * @returns {Promise<PushSubscription | "push-denied" | "no-push-browser">}
 */
export async function subscribe(key) {
  if ((await Notification.requestPermission()) !== "granted") return "push-denied";
  const worker = (await navigator.serviceWorker.getRegistration()) ?? (await keepForOffline());
  if (!worker) return "no-push-browser";
  await navigator.serviceWorker.ready;
  const before = await worker.pushManager.getSubscription();
  // One that was made with another server's key takes none of this server's messages.
  if (before && !isOf(before, key)) await before.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
}

/** Return the address that this browser has, whoever asked for it. */
export async function subscription() {
  const worker = await navigator.serviceWorker.getRegistration();
  return (await worker?.pushManager.getSubscription()) ?? null;
}

/** @param {PushSubscription} push @param {string} key */
function isOf(push, key) {
  const own = push.options.applicationServerKey;
  return own !== null && String(new Uint8Array(own)) === String(bytesOf(key));
}

/** Read base64url. @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
