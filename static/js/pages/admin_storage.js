/** The host's page, "Storage": which guests take the most, and a button that clears what was left unfinished. */

import { counted } from "../helpers/counted.js";
import { word } from "../helpers/words.js";
import { askAsHost } from "./admin/asking.js";
import { element } from "./parts/element.js";
import { reason } from "./parts/reason.js";

/**
 * @typedef {{guest: string, name: string | null, photos: number, bytes: number,
 *   unfinished: number, unfinished_bytes: number}} Share
 */

const BYTES_PER_MB = 1024 * 1024;

const fold = element("#storage", HTMLDetailsElement);
const list = element("#shares", HTMLElement);
const said = element("#storage-said", HTMLElement);
const clear = element("#clear-unfinished", HTMLButtonElement);
const row = element("#share", HTMLTemplateElement);
const megabytes = new Intl.NumberFormat(document.documentElement.lang, {
  style: "unit",
  unit: "megabyte",
  maximumFractionDigits: 1,
});

fold.addEventListener("toggle", () => {
  if (fold.open) void show(() => "");
});
// Opened before this script was there to hear it.
if (fold.open) void show(() => "");
clear.addEventListener("click", () => void clearUnfinished());

/** Read and show the list, and say `words` about it. @param {() => string} words */
async function show(words) {
  try {
    const { guests } = /** @type {{guests: Share[]}} */ (await askAsHost("/api/admin/shares"));
    list.replaceChildren(...guests.map(shareNode));
    clear.disabled = !guests.some((share) => share.unfinished > 0);
    said.textContent = words() || word(guests.length > 0 ? "storage-largest" : "storage-none");
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
  }
}

async function clearUnfinished() {
  clear.disabled = true;
  try {
    const answer = await askAsHost("/api/admin/unfinished/clear", { method: "POST" });
    const { cleared } = /** @type {{cleared: number}} */ (answer);
    await show(() => counted("cleared", cleared));
  } catch (error) {
    said.textContent = reason(error, "away");
    clear.disabled = false;
  }
}

/** @param {Share} share */
function shareNode(share) {
  const node = /** @type {DocumentFragment} */ (row.content.cloneNode(true));
  const size = megabytes.format(share.unfinished_bytes / BYTES_PER_MB);
  const what = [counted("share-photos", share.photos)];
  if (share.unfinished > 0) what.push(counted("share-unfinished", share.unfinished, { size }));
  setText(node, ".share__who", share.name ?? word("somebody"));
  setText(node, ".share__bytes", megabytes.format(share.bytes / BYTES_PER_MB));
  setText(node, ".share__what", what.join(" · "));
  return node;
}

/**
 * @param {DocumentFragment} node
 * @param {string} selector
 * @param {string} text
 */
function setText(node, selector, text) {
  const place = node.querySelector(selector);
  if (place) place.textContent = text;
}
