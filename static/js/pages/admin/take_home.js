/** Begin an export and go to its page, where its ZIPs are. */

import { askAsHost } from "./asking.js";

/**
 * @param {{kind?: string, originals?: boolean, credits?: boolean, taken: string, guest?: string, folders?: string, part_mb?: number, photos?: string[]}} wanted
 */
export async function takeHome(wanted) {
  const answer = await askAsHost("/api/admin/exports", { method: "POST", json: wanted });
  const made = /** @type {{export: {page: string}}} */ (answer);
  window.location.assign(made.export.page);
}
