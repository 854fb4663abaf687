/** The host's page, "Calls": who is signed in here is called on this device and by mail, for what, and when not. */

import { word } from "../helpers/words.js";
import { askAsHost } from "./admin/asking.js";
import { element } from "./parts/element.js";
import { subscribe, subscription, whyNotCalled } from "./parts/push.js";
import { reason } from "./parts/reason.js";

/**
 * @typedef {{address: string, kinds: string[], quiet_from: string, quiet_until: string, failed: string}} Way
 * @typedef {{key: string, can_mail: boolean, ways: {push?: Way, mail?: Way}}} Told
 */

const fold = element("#notices", HTMLDetailsElement);
const said = element("#notices-said", HTMLElement);
const here = element("#call-here", HTMLInputElement);
const whyNotHere = element("#call-here-why", HTMLElement);
const byMail = element("#call-mail", HTMLInputElement);
const mailPart = element("#call-mail-part", HTMLElement);
const mailAddress = element("#mail-address", HTMLInputElement);
const quietFrom = element("#quiet-from", HTMLInputElement);
const quietUntil = element("#quiet-until", HTMLInputElement);
const trial = element("#call-trial", HTMLButtonElement);
const kinds = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".notices__kinds input"));

/** The key with which this server signs its messages, once it is known. */
let key = "";

fold.addEventListener("toggle", () => {
  if (fold.open) void show();
});
// Opened before this script was there to hear it.
if (fold.open) void show();
here.addEventListener("change", () => void attempt(() => (here.checked ? callHere() : stop("push")), "push-failed"));
byMail.addEventListener("change", () => void attempt(() => (byMail.checked ? callByMail() : stop("mail")), "away"));
trial.addEventListener("click", () => void attempt(tryIt, "away"));
for (const field of [...kinds, quietFrom, quietUntil, mailAddress]) {
  field.addEventListener("change", () => void attempt(changed, "away"));
}

async function show() {
  try {
    const told = /** @type {Told} */ (await askAsHost("/api/admin/notices"));
    key = told.key;
    const { push, mail } = told.ways;
    const way = push ?? mail;
    if (way) {
      for (const kind of kinds) kind.checked = way.kinds.includes(kind.value);
      quietFrom.value = way.quiet_from;
      quietUntil.value = way.quiet_until;
    }
    const why = whyNotCalled();
    whyNotHere.textContent = why ? word(why) : "";
    whyNotHere.hidden = !why;
    here.disabled = Boolean(why);
    here.checked = !why && Boolean(push) && Boolean(await subscription());
    mailPart.hidden = !told.can_mail;
    byMail.checked = Boolean(mail);
    mailAddress.value = mail?.address ?? mailAddress.value;
    showTrial();
    said.textContent = push?.failed || mail?.failed ? word("call-unreached") : "";
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
  }
}

/** Do what was tapped, say what came of it, and show what is true now. @param {() => Promise<string>} work @param {string} whenAway */
async function attempt(work, whenAway) {
  let words;
  try {
    words = word(await work());
  } catch (error) {
    // Browsers say with many kinds of errors that their service is not reached.
    words = error instanceof DOMException ? word("push-failed") : reason(error, whenAway);
    await show();
  }
  said.textContent = words;
  showTrial();
}

async function callHere() {
  if (!kindsChosen().length) return refusedFor(here, "kinds-missing");
  const push = await subscribe(key);
  if (typeof push === "string") return refusedFor(here, push);
  await put({ push: push.toJSON() });
  return "called-here";
}

async function callByMail() {
  if (!mailAddress.value || !mailAddress.checkValidity()) return refusedFor(byMail, "mail-missing");
  if (!kindsChosen().length) return refusedFor(byMail, "kinds-missing");
  await put({ mail: mailAddress.value });
  return "called-mail";
}

/** @param {"push" | "mail"} way */
async function stop(way) {
  await askAsHost("/api/admin/notices", { method: "DELETE", json: { way } });
  if (way === "push") await (await subscription())?.unsubscribe();
  return "not-called";
}

async function tryIt() {
  for (const way of [here.checked ? "push" : "", byMail.checked ? "mail" : ""].filter(Boolean)) {
    await askAsHost("/api/admin/notices/trial", { method: "POST", json: { way } });
  }
  return "call-on-its-way";
}

/** What to be called for has changed: both ways hear of it, as far as they are on. */
async function changed() {
  if (!kindsChosen().length) return "kinds-missing";
  if (Boolean(quietFrom.value) !== Boolean(quietUntil.value)) return "quiet-half";
  const push = here.checked ? await subscription() : null;
  if (push) await put({ push: push.toJSON() });
  if (byMail.checked && mailAddress.value) await put({ mail: mailAddress.value });
  return "call-changed";
}

/** @param {HTMLInputElement} box @param {string} words */
function refusedFor(box, words) {
  box.checked = false;
  return words;
}

/** @param {{push: PushSubscriptionJSON} | {mail: string}} where */
function put(where) {
  const json = { ...where, kinds: kindsChosen(), quiet_from: quietFrom.value, quiet_until: quietUntil.value };
  return askAsHost("/api/admin/notices", { method: "PUT", json });
}

function kindsChosen() {
  return [...kinds].filter((kind) => kind.checked).map((kind) => kind.value);
}

function showTrial() {
  trial.hidden = !here.checked && !byMail.checked;
}
