/** The host's page, "Take home": how much there is, what to take, and which downloads are ready. */

import { counted } from "../helpers/counted.js";
import { word } from "../helpers/words.js";
import { askAsHost } from "./admin/asking.js";
import { takeHome } from "./admin/take_home.js";
import { element } from "./parts/element.js";
import { reason } from "./parts/reason.js";

/**
 * @typedef {{photos: number, bytes: number, missing: number, unchecked: number}} Amount
 * @typedef {{id: string, kind: string, state: string, done: number, photos: number, bytes: number, page: string, expires_at: string, zips: unknown[]}} Export
 */

const UNITS = /** @type {const} */ (["kilobyte", "megabyte", "gigabyte"]);
const STEP = 1000;
/** @type {Record<string, string>} */
const NAMES = { album: "take-album", book: "take-book" };

const fold = element("#take", HTMLDetailsElement);
const form = element("#take-form", HTMLFormElement);
const kind = element("#take-kind", HTMLSelectElement);
const what = element("#take-what", HTMLSelectElement);
const who = element("#take-who", HTMLSelectElement);
const size = element("#take-size", HTMLElement);
const said = element("#take-said", HTMLElement);
const begin = element("#take-begin", HTMLButtonElement);
const ready = element("#take-ready", HTMLElement);
const list = element("#take-list", HTMLElement);
const row = element("#take-row", HTMLTemplateElement);
const language = document.documentElement.lang;
const day = new Intl.DateTimeFormat(language, { weekday: "long", hour: "2-digit", minute: "2-digit" });

/** @type {{shown: Amount, kept: Amount} | null} */
let amounts = null;

fold.addEventListener("toggle", () => {
  if (fold.open) void open();
});
// Opened before this script was there to hear it.
if (fold.open) void open();
what.addEventListener("change", showAmount);
kind.addEventListener("change", showFields);
// What a browser has kept in the field from the last time.
showFields();
who.addEventListener("change", () => void look());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void take();
});

async function open() {
  await Promise.all([look(), showGuests()]);
}

/** Ask how much there is, and which downloads are ready. */
async function look() {
  begin.disabled = true;
  try {
    const guest = who.value === "" ? "" : `?guest=${encodeURIComponent(who.value)}`;
    const told = /** @type {{shown: Amount, kept: Amount, exports: Export[], credits: boolean}} */ (
      await askAsHost(`/api/admin/exports${guest}`)
    );
    amounts = told;
    element("[name=credits]", HTMLInputElement, form).disabled = !told.credits;
    element("#take-no-credits", HTMLElement).hidden = told.credits;
    showAmount();
    showReady(told.exports);
  } catch (error) {
    size.textContent = reason(error, "not-loaded");
  }
}

/** Show what there is to choose of the kind that was chosen. */
function showFields() {
  for (const field of form.querySelectorAll("[data-only]")) {
    if (field instanceof HTMLElement) field.hidden = field.dataset["only"] !== kind.value;
  }
  showAmount();
}

/** An album has what is shown. */
function chosenPhotos() {
  return kind.value === "album" ? "shown" : what.value;
}

function showAmount() {
  if (amounts === null) return;
  const amount = chosenPhotos() === "kept" ? amounts.kept : amounts.shown;
  const told = [counted("take-amount", amount.photos, { size: bytes(amount.bytes) })];
  if (amount.missing > 0) told.push(counted("take-missing", amount.missing));
  if (amount.unchecked > 0) told.push(counted("take-unchecked", amount.unchecked));
  size.textContent = told.join(" ");
  begin.disabled = amount.photos === 0 || amount.unchecked > 0;
}

async function showGuests() {
  if (who.options.length > 1) return;
  try {
    const { senders } = /** @type {{senders: {guest: string, author: string, count: number}[]}} */ (
      await askAsHost("/api/admin/filters")
    );
    who.append(...senders.map(({ guest, author, count }) => new Option(`${author || word("somebody")} (${count})`, guest)));
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
  }
}

async function take() {
  begin.disabled = true;
  said.textContent = word("take-freezing");
  const chosen = new FormData(form);
  try {
    await takeHome({
      kind: kind.value,
      originals: chosen.has("originals"),
      credits: chosen.has("credits"),
      taken: chosenPhotos(),
      guest: who.value,
      folders: String(chosen.get("folders")),
      part_mb: Number(chosen.get("part_mb")),
    });
  } catch (error) {
    said.textContent = reason(error, "away");
    begin.disabled = false;
  }
}

/** @param {Export[]} exports */
function showReady(exports) {
  ready.hidden = exports.length === 0;
  list.replaceChildren(...exports.map(readyNode));
}

/** @param {Export} made */
function readyNode(made) {
  const node = /** @type {DocumentFragment} */ (row.content.cloneNode(true));
  const link = /** @type {HTMLAnchorElement} */ (node.querySelector("a"));
  const remove = /** @type {HTMLButtonElement} */ (node.querySelector("button"));
  link.href = made.page;
  link.textContent = counted(NAMES[made.kind] ?? "take-amount", made.photos, { size: bytes(made.bytes) });
  const until = /** @type {HTMLElement} */ (node.querySelector(".take__until"));
  until.textContent =
    made.state === "ready"
      ? word("take-until", { day: day.format(new Date(made.expires_at)) })
      : word(`take-${made.state}`, { done: made.done, count: made.photos });
  remove.setAttribute("aria-label", word("take-remove", { what: link.textContent }));
  remove.addEventListener("click", async () => {
    remove.disabled = true;
    try {
      await askAsHost(`/api/admin/exports/${made.id}`, { method: "DELETE" });
      said.textContent = word("take-removed");
    } catch (error) {
      said.textContent = reason(error, "away");
    }
    await look();
    form.scrollIntoView({ block: "nearest" });
  });
  return node;
}

/** @param {number} count */
function bytes(count) {
  let number = count / STEP;
  let unit = 0;
  while (number >= STEP && unit < UNITS.length - 1) {
    number /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: /** @type {string} */ (UNITS[unit]),
    maximumFractionDigits: number < 10 ? 1 : 0,
  }).format(number);
}
