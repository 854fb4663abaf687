/** The host's page, "Guests": who has sent what, and what hosts decide about them. */

import { counted } from "../helpers/counted.js";
import { when } from "../helpers/when.js";
import { word } from "../helpers/words.js";
import { askAsHost } from "./admin/asking.js";
import { element } from "./parts/element.js";
import { reason } from "./parts/reason.js";

/** @import { KnownGuest, KnownGuests } from "../types.js" */

const fold = element("#guests", HTMLDetailsElement);
const list = element("#guests-list", HTMLElement);
const said = element("#guests-said", HTMLElement);
const row = element("#guest", HTMLTemplateElement);

fold.addEventListener("toggle", () => {
  if (fold.open) void show();
});
// Opened before this script was there to hear it.
if (fold.open) void show();

/** Read and show the list, and say `sentence` about it. */
async function show(sentence = "") {
  try {
    const { guests } = /** @type {KnownGuests} */ (await askAsHost("/api/admin/guests"));
    list.replaceChildren(...guests.map(guestNode));
    said.textContent = sentence || word(guests.length > 0 ? "guests-some" : "guests-none");
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
  }
}

/** @param {KnownGuest} guest */
function guestNode(guest) {
  const copy = /** @type {DocumentFragment} */ (row.content.cloneNode(true));
  const node = element(".known", HTMLElement, copy);
  node.dataset["guest"] = guest.guest;
  const { name, standing, paused_until: pausedUntil } = guest;
  element(".known__name", HTMLElement, node).textContent = name || word("somebody");
  const mark = element(".known__standing", HTMLElement, node);
  mark.hidden = !standing && !pausedUntil;
  mark.dataset["standing"] = standing;
  if (standing) mark.textContent = word(`standing-${standing}`);
  else if (pausedUntil) mark.textContent = word("standing-paused", { time: at(pausedUntil) });
  element(".known__what", HTMLElement, node).textContent = factsOf(guest).join(" · ");
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (node.querySelectorAll("button"))) {
    const wanted = button.dataset["standing"];
    const isSo = wanted === standing && !pausedUntil;
    button.hidden = isSo;
    button.addEventListener("click", () => void decide(guest.guest, button));
  }
  return node;
}

/** @param {KnownGuest} guest */
function factsOf({ photos, refused, reported, first_at, last_at, door }) {
  const facts = [counted("known-photos", photos)];
  if (refused > 0) facts.push(counted("known-refused", refused));
  if (reported > 0) facts.push(counted("known-reported", reported));
  facts.push(photos > 1 ? word("known-from", { first: at(first_at), last: at(last_at) }) : at(first_at));
  if (door) facts.push(word("known-door", { door }));
  return facts;
}

/** @param {string} iso */
function at(iso) {
  return when(iso, document.documentElement.lang);
}

/**
 * @param {string} guest
 * @param {HTMLButtonElement} button
 */
async function decide(guest, button) {
  const { standing = "", pause } = button.dataset;
  button.disabled = true;
  try {
    const json = pause ? { pause_minutes: Number(pause) } : { standing };
    await askAsHost(`/api/admin/guests/${guest}`, { method: "PUT", json });
    await show(word(`decided-${pause ? "paused" : standing}`));
  } catch (error) {
    said.textContent = reason(error, "away");
    button.disabled = false;
  }
}
