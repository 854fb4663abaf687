/** The wall's way in: once the code to get in has changed, its QR codes and addresses are those of the new one. */

import { writeText } from "../helpers/write_text.js";

/** @import { PartyState } from "../types.js" */

const PARTS = "[data-way-in]";

export class WallWayIn {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** The server says which code is the newest: take this page's parts from its page if they are older. @param {PartyState} party */
  heard(party) {
    if (String(party.entry_no) !== this.#root.dataset["entryNo"]) void this.#renew(String(party.entry_no));
  }

  /** A load of the whole page would end full screen. @param {string} entryNo */
  async #renew(entryNo) {
    this.#root.dataset["entryNo"] = entryNo;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return this.#tryLater();
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(PARTS);
    const ours = this.#root.querySelectorAll(PARTS);
    if (parts.length !== ours.length) return location.reload();
    for (const [number, part] of ours.entries()) become(part, /** @type {Element} */ (parts[number]));
  }

  /** The stream tells of the party again when it begins anew. */
  #tryLater() {
    this.#root.dataset["entryNo"] = "";
  }
}

/**
 * @param {Element} ours
 * @param {Element} theirs
 */
function become(ours, theirs) {
  if (!(ours instanceof HTMLImageElement)) return writeText(/** @type {HTMLElement} */ (ours), theirs.textContent ?? "");
  for (const { name, value } of theirs.attributes) ours.setAttribute(name, value);
}
