/** A chapter, a collection or what a search finds as a ZIP of originals. */

import { ask } from "../../helpers/http.js";

/**
 * Begin the download and go to its page.
 * @param {{chapter: string} | {collection: string} | {query: string, taken: "kept"}} part
 */
export async function takePart(part) {
  const { export: made } = await ask("/api/admin/exports", { method: "POST", json: part });
  location.assign(made.page);
}
