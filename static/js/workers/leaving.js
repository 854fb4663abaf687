/** The service worker that takes itself away, with all that one before it has kept: the operator's way out. */

import { dropShells } from "./shell.js";

/** @import { WorkerScope } from "./types.js" */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));

export function leave() {
  scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
  scope.addEventListener("activate", (event) =>
    event.waitUntil(dropShells(() => true).then(() => scope.registration.unregister())),
  );
}
