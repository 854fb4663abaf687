/** The host's page, "Shared links": make one, pass it on, see how often it was opened, end it with one tap. */

import { counted } from "../helpers/counted.js";
import { when } from "../helpers/when.js";
import { word } from "../helpers/words.js";
import { askAsHost } from "./admin/asking.js";
import { CHOSEN } from "./admin/share_these.js";
import { element } from "./parts/element.js";
import { passOn } from "./parts/pass_on.js";
import { reason } from "./parts/reason.js";

/** @import { ShareLink } from "../types.js" */

const LOOK_EVERY_MS = 10_000;

const fold = element("#links-fold", HTMLDetailsElement);
const form = element("#share-form", HTMLFormElement);
const what = element("#share-what", HTMLSelectElement);
const chosen = element("#share-chosen", HTMLOptionElement);
const make = element("#share-make", HTMLButtonElement);
const list = element("#links-list", HTMLElement);
const said = element("#links-said", HTMLElement);
/** @type {string[]} */
let photos = [];
/** What the list shows. It is rebuilt only after a change, because a finger misses a rebuilt button. */
let shown = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Read and show the list now, and again while it is visible. */
async function look() {
  clearTimeout(timer);
  if (!fold.open || document.visibilityState !== "visible") return;
  try {
    const answer = /** @type {{links: ShareLink[]}} */ (await askAsHost("/api/admin/links"));
    show(answer.links);
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
    shown = "";
  }
  clearTimeout(timer);
  timer = setTimeout(() => void look(), LOOK_EVERY_MS);
}

/** @param {ShareLink[]} links */
function show(links) {
  const now = JSON.stringify(links);
  if (now === shown) return;
  if (!shown) say(word(links.length > 0 ? "links-some" : "links-none"));
  shown = now;
  list.replaceChildren(...links.map(row));
}

/** @param {ShareLink} link */
function row(link) {
  const copy = element("#link-row", HTMLTemplateElement).content.cloneNode(true);
  const node = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (copy).firstElementChild);
  const title = link.title || word("link-all");
  element(".links__title", HTMLElement, node).textContent = title;
  element(".links__facts", HTMLElement, node).textContent = facts(link).join(" · ");
  const address = element(".links__url", HTMLElement, node);
  address.textContent = link.url || word("link-lost");
  element(".links__embed", HTMLElement, node).hidden = link.sites.length === 0 || link.has_code || link.url === "";
  element(".links__frame", HTMLTextAreaElement, node).value = frameOf(link);
  const code = element(".links__code", HTMLImageElement, node);
  code.alt = word("link-code-of", { title });
  const open = element(".links__show", HTMLButtonElement, node);
  open.setAttribute("aria-label", word("link-code-of", { title }));
  open.addEventListener("click", () => {
    code.src = `${document.documentElement.dataset["base"]}/api/admin/links/${link.id}/qr.svg`;
    code.hidden = !code.hidden;
    open.setAttribute("aria-expanded", String(!code.hidden));
  });
  const send = element(".links__send", HTMLButtonElement, node);
  send.setAttribute("aria-label", word("link-send-it", { title }));
  send.addEventListener("click", () => void sendOn(link, address));
  open.hidden = send.hidden = link.url === "";
  const end = element(".links__end", HTMLButtonElement, node);
  end.setAttribute("aria-label", word("link-end-it", { title }));
  end.addEventListener("click", () => void ended(link, end));
  return node;
}

/** The HTML for a web site that shows the link's photos. @param {ShareLink} link */
function frameOf(link) {
  const frame = document.createElement("iframe");
  frame.title = link.title || word("link-all");
  frame.width = "640";
  frame.height = "480";
  // Built in a document that is never shown, so that nothing is fetched here.
  return frame.outerHTML.replace("<iframe", `<iframe src="${encodeURI(link.url)}/embed"`);
}

/** @param {ShareLink} link */
function facts(link) {
  const known = [counted("link-photos", link.photos)];
  if (link.expires_at) known.push(word("link-until", { time: when(link.expires_at, document.documentElement.lang) }));
  if (link.has_code) known.push(word("link-code"));
  if (link.originals) known.push(word("link-originals"));
  if (link.may_add) known.push(word("link-may-add"));
  if (link.by_guest) known.push(word("link-by-guest"));
  if (link.opened > 0) known.push(counted("link-opened", link.opened));
  return known;
}

/**
 * @param {ShareLink} link
 * @param {HTMLElement} address
 */
async function sendOn(link, address) {
  const how = await passOn(link.url, address);
  if (how !== "sent") say(word(how === "copied" ? "link-copied" : "link-not-copied"));
}

/**
 * @param {ShareLink} link
 * @param {HTMLButtonElement} button
 */
async function ended(link, button) {
  button.disabled = true;
  try {
    await askAsHost(`/api/admin/links/${link.id}`, { method: "DELETE" });
    await look();
    say(word("link-ended"));
    said.focus();
  } catch (error) {
    button.disabled = false;
    say(reason(error, "away"));
    await look();
  }
}

async function share() {
  make.disabled = true;
  const fields = new FormData(form);
  const isChosen = what.value === "photos";
  const json = {
    kind: isChosen ? (photos.length === 1 ? "photo" : "photos") : what.value,
    photos: isChosen ? photos : [],
    title: fields.get("title"),
    days: Number(fields.get("days")),
    code: fields.get("code"),
    originals: fields.has("originals"),
    sites: String(fields.get("sites")).split(/[\s,]+/).filter(Boolean),
  };
  try {
    await askAsHost("/api/admin/links", { method: "POST", json });
    form.reset();
    choose([]);
    await look();
    say(word("link-made"));
    const send = list.querySelector(".links__send");
    if (send instanceof HTMLElement) send.focus();
  } catch (error) {
    say(reason(error, "away"));
  }
  make.disabled = false;
}

/** @param {string[]} ids */
function choose(ids) {
  photos = ids;
  chosen.hidden = chosen.disabled = ids.length === 0;
  chosen.textContent = ids.length > 0 ? counted("share-chosen", ids.length) : "";
  if (ids.length > 0) what.value = "photos";
  else if (what.value === "photos" || what.value === "") what.value = "party";
}

/** @param {string} words */
function say(words) {
  said.textContent = words;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void share();
});
fold.addEventListener(CHOSEN, (event) => choose(/** @type {CustomEvent<string[]>} */ (event).detail));
fold.addEventListener("toggle", () => void look());
document.addEventListener("visibilitychange", () => void look());
make.disabled = false;
void look();
