/** A service worker that removes itself and all that an earlier one stored: the operator's way out. */

import { dropShells } from "./shell.js";
import { WALL_CACHE } from "../helpers/wall_store.js";

/** @import { WorkerScope } from "./types.js" */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));

export function leave() {
  scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
  scope.addEventListener("activate", (event) =>
    event.waitUntil(leaveNothing().then(() => scope.registration.unregister())),
  );
}

async function leaveNothing() {
  await dropShells(() => true);
  await caches.delete(WALL_CACHE);
}
