/** The service worker: opens pages without a network, and sends photos after the page is closed. */

import { finishSending } from "./finish_sending.js";
import { openNotice, showNotice } from "./notices.js";
import { Shell } from "./shell.js";
import { SEND_TAG } from "../helpers/send_tag.js";

/** @import { WorkerScope } from "./types.js" */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));

/** All pages of ours, also those that opened before this worker took over. */
const openPages = () => scope.clients.matchAll({ type: "window", includeUncontrolled: true });

/** @param {{release: string, files: string[]}} kept */
export function run({ release, files }) {
  const shell = new Shell(release, files);
  // A new release takes over at once: nobody has to close all tabs to get rid of the old one.
  scope.addEventListener("install", (event) => event.waitUntil(shell.keep().then(() => scope.skipWaiting())));
  scope.addEventListener("activate", (event) =>
    event.waitUntil(shell.dropOthers().then(() => scope.clients.claim())),
  );
  scope.addEventListener("fetch", (event) => {
    const answer = shell.answer(event);
    if (answer) event.respondWith(answer);
  });
  scope.addEventListener("sync", (event) => {
    if (event.tag === SEND_TAG) event.waitUntil(finishSending(openPages));
  });
  scope.addEventListener("push", (event) => event.waitUntil(showNotice(scope.registration, event.data)));
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openNotice(scope.clients, event.notification.data));
  });
}
