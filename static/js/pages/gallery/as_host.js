/** Whether the one who looks at photos is a host, who may put all of them right. */

import { ask } from "../../helpers/http.js";

/** @import { Guest } from "../../types.js" */

/** Asked once. @type {Promise<boolean> | null} */
let isHost = null;

export function asksAsHost() {
  isHost ??= ask("/api/uid").then(
    (/** @type {Guest} */ guest) => guest.role === "host" || guest.role === "owner",
    () => {
      // Without a network nothing can be edited; the next photo asks again.
      isHost = null;
      return false;
    },
  );
  return isHost;
}
