/** How far the photos are that a guest sent together: on the wall, on their way, not coming. */

import { isUnfinished } from "./upload.js";

/** @import { Upload } from "./upload.js" */

/**
 * `total` is `up`, `underWay` and `failed` together; `toFollow` are those on the wall whose originals are to come.
 * `withHosts` of those that are up wait for the hosts.
 * @typedef {{total: number, up: number, withHosts: number, underWay: number, failed: number, toFollow: number, picked: number}} Tally
 */

/**
 * Count photos, from the page's list or from the phone's records. What was taken down, or was finished with
 * earlier ones, does not count.
 * @param {readonly Pick<Upload, "state" | "original" | "mayRetry" | "isGone" | "isSettled" | "photo">[]} photos
 * @returns {Tally}
 */
export function tallyOf(photos) {
  const tally = { total: 0, up: 0, withHosts: 0, underWay: 0, failed: 0, toFollow: 0, picked: 0 };
  for (const photo of photos) {
    if (photo.isGone || photo.isSettled) continue;
    if (photo.state === "picked") {
      tally.picked += 1;
      continue;
    }
    tally.total += 1;
    if (photo.state === "failed") tally.failed += 1;
    else if (photo.state === "sent") tally.up += 1;
    else tally.underWay += 1;
    if (photo.state === "sent" && photo.photo?.state === "waiting") tally.withHosts += 1;
    if (photo.state === "sent" && isUnfinished(photo)) tally.toFollow += 1;
  }
  return tally;
}
