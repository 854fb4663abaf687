/** A chapter or a collection by its link: the one that there is without a code, or else a new one. */

import { ask } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { passOn } from "./pass_on.js";

/** @import { ShareLink } from "../../types.js" */

/**
 * Pass the link to a part on, and say in `said` what came of it, with the address.
 * @param {"chapter" | "collection"} kind
 * @param {string} part
 * @param {HTMLElement} said
 * @param {boolean} mayAdd whether those who open it may add photos
 */
export async function sharePart(kind, part, said, mayAdd = false) {
  const { links } = /** @type {{links: ShareLink[]}} */ (await ask("/api/admin/links"));
  const known = links.find((link) => link.kind === kind && link.part === part && !link.has_code && link.url && link.may_add === mayAdd);
  const link = known ?? (await ask("/api/admin/links", { method: "POST", json: { kind, part, ...(mayAdd && { may_add: true }) } })).link;
  const address = document.createElement("span");
  address.textContent = link.url;
  said.replaceChildren(address);
  const how = await passOn(link.url, address);
  if (how === "copied") said.prepend(`${word("part-copied")} `);
}
