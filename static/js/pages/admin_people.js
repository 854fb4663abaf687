/** The host's page, "People": make invitations, see who used them, and end invitations and passes with one tap. */

import { when } from "../helpers/when.js";
import { word } from "../helpers/words.js";
import { askAsHost } from "./admin/asking.js";
import { element } from "./parts/element.js";
import { passOn } from "./parts/pass_on.js";
import { reason } from "./parts/reason.js";

/**
 * @typedef {{id: string, name: string | null, device: string | null, created_at: string, last_seen_at: string}} Pass
 * @typedef {{id: string, role: string, created_at: string, expires_at: string, passes: Pass[]}} Invitation
 */

/** How soon the host sees that somebody has scanned the code, while the section is open. */
const LOOK_EVERY_MS = 3000;

const fold = element("#people", HTMLDetailsElement);
const form = element("#invite-somebody", HTMLFormElement);
const role = element("#invite-role", HTMLSelectElement);
const hours = element("#invite-hours", HTMLSelectElement);
const make = element("#make-invitation", HTMLButtonElement);
const fresh = element("#fresh", HTMLElement);
const code = element("#fresh-code", HTMLImageElement);
const link = element("#fresh-link", HTMLElement);
const list = element("#invitations", HTMLElement);
const said = element("#people-said", HTMLElement);
/** What the list shows. It is rebuilt only after a change, because a finger misses a rebuilt button. */
let shown = "";
let freshId = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Read and show the list now, and again while it is visible. */
async function look() {
  clearTimeout(timer);
  if (!fold.open || document.visibilityState !== "visible") return;
  try {
    const answer = /** @type {{invitations: Invitation[]}} */ (await askAsHost("/api/admin/people"));
    show(answer.invitations);
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
    shown = "";
  }
  clearTimeout(timer);
  timer = setTimeout(() => void look(), LOOK_EVERY_MS);
}

/** @param {Invitation[]} invitations */
function show(invitations) {
  if (freshId && !invitations.some(({ id }) => id === freshId)) closeFresh();
  const now = JSON.stringify([invitations, new Date().getMinutes()]);
  if (now === shown) return;
  if (!shown || said.dataset["about"] !== "act") say(word(invitations.length > 0 ? "people-some" : "people-none"));
  shown = now;
  list.replaceChildren(...invitations.map(invitationNode));
}

/** @param {Invitation} invitation */
function invitationNode(invitation) {
  const node = copyOf("#invitation");
  const title = word(`role-${invitation.role}`);
  const time = moment(invitation.expires_at);
  element(".invited__role", HTMLElement, node).textContent = title;
  element(".invited__until", HTMLElement, node).textContent = word("invited-until", { time });
  const end = element(".invited__end", HTMLButtonElement, node);
  end.setAttribute("aria-label", word("end-invitation", { role: title, time }));
  end.addEventListener("click", () => void ended(end, `invitations/${invitation.id}`, word("invitation-ended")));
  element(".invited__passes", HTMLElement, node).append(...invitation.passes.map(passNode));
  return node;
}

/** @param {Pass} pass */
function passNode(pass) {
  const node = copyOf("#pass");
  const who = pass.name ?? word("somebody");
  const time = moment(pass.last_seen_at);
  element(".pass__name", HTMLElement, node).textContent = who;
  element(".pass__device", HTMLElement, node).textContent = pass.device
    ? word("pass-seen", { device: pass.device, time })
    : word("pass-seen-nameless", { time });
  const end = element(".pass__end", HTMLButtonElement, node);
  end.setAttribute("aria-label", word("end-pass", { who }));
  end.addEventListener("click", () => void ended(end, `passes/${pass.id}`, word("pass-ended", { who })));
  return node;
}

/**
 * End an invitation or a pass, and say so.
 * @param {HTMLButtonElement} button
 * @param {string} path
 * @param {string} words
 */
async function ended(button, path, words) {
  button.disabled = true;
  try {
    await askAsHost(`/api/admin/${path}`, { method: "DELETE" });
    say(words, "act");
    await look();
    said.focus();
  } catch (error) {
    button.disabled = false;
    say(reason(error, "away"), "act");
    await look();
  }
}

async function invite() {
  make.disabled = true;
  try {
    const json = { role: role.value, hours: Number(hours.value) };
    const answer = await askAsHost("/api/admin/invitations", { method: "POST", json });
    const made = /** @type {{invitation: Invitation, url: string, qr: string}} */ (answer);
    freshId = made.invitation.id;
    element("#fresh-title", HTMLElement).textContent = word("fresh-title", { role: word(`role-${role.value}`) });
    code.src = made.qr;
    code.alt = word("fresh-code");
    link.textContent = made.url;
    fresh.hidden = false;
    fresh.focus();
    await look();
  } catch (error) {
    say(reason(error, "away"), "act");
  }
  make.disabled = false;
}

async function sendOn() {
  const how = await passOn(link.textContent ?? "", link);
  if (how !== "sent") say(word(how === "copied" ? "link-copied" : "link-not-copied"), "act");
}

function closeFresh() {
  freshId = "";
  fresh.hidden = true;
  code.removeAttribute("src");
  link.textContent = "";
}

/**
 * @param {string} words
 * @param {"act" | ""} about what somebody has just done stays until the next act
 */
function say(words, about = "") {
  said.dataset["about"] = about;
  said.textContent = words;
}

/** @param {string} iso */
function moment(iso) {
  return when(iso, document.documentElement.lang);
}

function showHint() {
  element("#invite-hint", HTMLElement).textContent = word(`role-${role.value}-hint`);
}

/** @param {string} selector a template with one element */
function copyOf(selector) {
  const copy = element(selector, HTMLTemplateElement).content.cloneNode(true);
  return /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (copy).firstElementChild);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void invite();
});
role.addEventListener("change", showHint);
element("#pass-on", HTMLButtonElement).addEventListener("click", () => void sendOn());
element("#fresh-done", HTMLButtonElement).addEventListener("click", closeFresh);
fold.addEventListener("toggle", () => void look());
document.addEventListener("visibilitychange", () => void look());
showHint();
make.disabled = false;
void look();
