/** The host's page: what is on the wall now, the switch, the photos, what happened; live, and on a phone at the bar. */

import { counted } from "../helpers/counted.js";
import { retryDelayMs } from "../helpers/jitter.js";
import { word } from "../helpers/words.js";
import { Feed } from "../models/feed.js";
import { HostLog } from "../models/host_log.js";
import { HostPhotos } from "../models/host_photos.js";
import { HostScreens } from "../models/host_screens.js";
import { askAsHost } from "./admin/asking.js";
import { DeleteQuestion } from "./admin/delete_question.js";
import { Filters } from "./admin/filters.js";
import { Identity } from "./admin/identity.js";
import { LogoPicker } from "./admin/logo_picker.js";
import { showLog } from "./admin/log_list.js";
import { Now } from "./admin/now.js";
import { Rules } from "./admin/rules.js";
import { Selection } from "./admin/selection.js";
import { shareThese } from "./admin/share_these.js";
import { takeHome } from "./admin/take_home.js";
import { Shots } from "./admin/shots.js";
import { Toast } from "./admin/toast.js";
import { UnwantedWords } from "./admin/unwanted_words.js";
import { UploadsSwitch } from "./admin/uploads_switch.js";
import { VideosSwitch } from "./admin/videos_switch.js";
import { WaitingNote } from "./admin/waiting_note.js";
import { element } from "./parts/element.js";
import { Panic } from "./parts/panic.js";
import { showParty } from "./parts/party_state.js";
import { proveGone } from "./parts/prove_gone.js";
import { reason } from "./parts/reason.js";

/** @import { Doing } from "./admin/selection.js" */

/** Several changes in a row are read from the log in one go. */
const LOG_SOON_MS = 400;

const desk = element("#desk", HTMLElement);
const shotList = element("#shots", HTMLElement);
const logList = element("#log", HTMLElement);
const logTable = element("#log-table", HTMLElement);
const choosing = element("#choosing", HTMLElement);
const none = element("#none", HTMLElement);
const more = element("#more", HTMLButtonElement);
const trouble = element("#trouble", HTMLElement);
const viewButtons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-view]"));

const toast = new Toast();
const question = new DeleteQuestion();
/** @type {"all" | "shown" | "hidden" | "log"} */
let view = "all";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let logTimer;
let failures = 0;

const photos = new HostPhotos({
  ask: askAsHost,
  onPhoto: (photo) => {
    shots.set(photo);
    if (photo.state === "hidden") now.remove(photo.id);
  },
  onRemoved: (id) => {
    shots.remove(id);
    selection.remove(id);
    now.remove(id);
  },
});
const screens = new HostScreens(askAsHost);
const shots = new Shots(shotList, (photo) => photos.isWanted(photo), {
  now: (id) => void steered(() => screens.step("", "show", id), "showing-now"),
  pin: (id) => void steered(() => screens.pin(id), "pinned-now"),
  favourite: (id) => void tried(() => markFavourite(id)),
  hide,
  restore,
  delete: confirmAndDelete,
});
const log = new HostLog(askAsHost);
const now = new Now({
  ask: () => askAsHost("/api/admin/walls").catch(() => null),
  onHide: (id) => void hide(id).then(() => now.look()),
  isPass: desk.dataset["pass"] === "true",
});
const waiting = new WaitingNote({ ask: () => askAsHost("/api/admin/waiting?limit=1").catch(() => null) });
const panic = new Panic({ ask: askAsHost, say: (sentence) => toast.show(sentence), add: (sentence, more) => toast.add(sentence, more), fail: (error) => reason(error, "away") });
const selection = new Selection({ shots: shotList, onDo: doSeveral });
const filters = new Filters({
  ask: () => askAsHost("/api/admin/filters").catch(() => null),
  onChange: () => void look(),
});
const uploads = new UploadsSwitch({
  state: desk.dataset["state"] ?? "open",
  set: (state, message) =>
    tried(() => askAsHost("/api/admin/uploads", { method: "PUT", json: { state, message } })),
  say: (sentence) => toast.show(sentence),
});
const identity = new Identity({
  set: (json) => tried(() => askAsHost("/api/admin/party", { method: "PUT", json })),
  say: (sentence) => toast.show(sentence),
});
const logo = new LogoPicker({ say: (sentence) => toast.show(sentence) });
const rules = new Rules({
  get: () => askAsHost("/api/admin/settings").catch(() => null),
  put: (json) => askAsHost("/api/admin/settings", { method: "PUT", json }),
  say: (sentence) => toast.show(sentence),
  fail: (error) => reason(error, "away"),
});
new UnwantedWords({
  ask: (words) => tried(() => askAsHost("/api/admin/unwanted", { method: "POST", json: { words } })),
});
const videos = new VideosSwitch({
  isAllowed: desk.dataset["videosAllowed"] === "true",
  hasCodec: desk.dataset["videoCodec"] === "true",
  set: (allowed) => tried(() => askAsHost("/api/admin/videos", { method: "PUT", json: { allowed } })),
});
const feed = new Feed({
  cursor: Number(desk.dataset["cursor"]),
  pausesWhenHidden: true,
  onPhoto: (photo) => {
    photos.take(photo);
    changed();
  },
  onGone: (gone) => void loaded(() => photos.takeGone(gone)).then(changed),
  onParty: (party) => {
    showParty(party);
    uploads.show(party);
    videos.show(party);
    identity.show(party);
    logo.show(party);
    rules.show(party);
    panic.show(party);
    changed();
  },
  onReset: () => void loaded(() => photos.reload()).then(changed),
});

/**
 * Do what the host asked for; say so when it could not be done. Returns null then.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | null>}
 */
async function tried(work) {
  try {
    return await work();
  } catch (error) {
    toast.show(reason(error, "away"));
    return null;
  }
}

/**
 * Load something that the page needs, as often as it takes.
 * @param {() => Promise<void>} work
 */
async function loaded(work) {
  try {
    await work();
    failures = 0;
    trouble.hidden = true;
  } catch (error) {
    trouble.textContent = reason(error, "not-loaded");
    trouble.hidden = false;
    failures += 1;
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs(failures)));
    await loaded(work);
  }
}

/**
 * Steer the screens, and say that it is done.
 * @param {() => Promise<unknown>} work
 * @param {string} done the name of the word
 */
async function steered(work, done) {
  if ((await tried(async () => (await work()) ?? true)) !== null) toast.show(word(done));
}

/** @param {string} id */
async function hide(id) {
  if (!(await decided(id, () => photos.hide(id)))) return;
  toast.show(word("hidden-now"), () => void restore(id));
  prove(id, word("hidden-now"));
}

/** @param {string} id */
async function restore(id) {
  if (await decided(id, () => photos.restore(id))) toast.show(word("restored-now"));
}

/**
 * Treat a guest as everybody again; answer whether that was done.
 * @param {string} guest
 */
async function free(guest) {
  const done = await tried(() => askAsHost(`/api/admin/guests/${guest}`, { method: "PUT", json: { standing: "" } }));
  return done !== null;
}

/**
 * Hide a comment or show it again; answer whether that was done.
 * @param {"show" | "hide"} what
 * @param {string} id
 */
async function decideComment(what, id) {
  const done = await tried(() => askAsHost(`/api/admin/comments/${id}`, { method: "POST", json: { do: what } }));
  changed();
  return done !== null;
}

/** Bring back the words that an edit has replaced; tell whether it was done. @param {number} no */
async function rewrite(no) {
  const isDone = (await tried(() => photos.undoEdit(no).then(() => true))) ?? false;
  if (isDone) toast.show(word("rewritten-now"));
  changed();
  return isDone;
}

/** Bring back the picture that a newer version has replaced; tell whether it was done. @param {string} id */
async function picture(id) {
  const isDone = (await tried(() => photos.undoPicture(id).then(() => true))) ?? false;
  if (isDone) toast.show(word("picture-back-now"));
  changed();
  return isDone;
}

/** Put a burst together again that was taken apart; tell whether it was done. @param {string} id */
async function together(id) {
  const done = await tried(() => askAsHost(`/api/admin/photo/${id}/stack`, { method: "PUT", json: { do: "together" } }));
  changed();
  return done !== null;
}

/** Undo a change of a collection; tell whether it was done. @param {number} no */
async function uncollect(no) {
  const done = await tried(() => askAsHost("/api/admin/collections/undo", { method: "POST", json: { no } }));
  changed();
  return done !== null;
}

/** @param {string} id */
async function confirmAndDelete(id) {
  if (!(await question.ask(shots.pictures([id]), 1))) return;
  if (!(await decided(id, () => photos.delete(id)))) return;
  toast.show(word("deleted-now"));
  prove(id, word("deleted-now"));
}

/**
 * Say behind a sentence from how many screens a photo is gone, and which of them is not reached.
 * @param {string} id
 * @param {string} sentence
 */
function prove(id, sentence) {
  proveGone(id, { ask: askAsHost, say: (more) => toast.add(sentence, more) });
}

/** Mark a photo as one of the couple's favourites, or not any more; the feed brings what became of it. @param {string} id */
function markFavourite(id) {
  const favourite = !shots.isFavourite(id);
  return askAsHost(`/api/admin/photo/${id}/favourite`, { method: "PUT", json: { favourite } });
}

/**
 * Do the same with several photos.
 * @param {Doing} what
 * @param {string[]} ids
 */
async function doSeveral(what, ids) {
  if (what === "share") {
    selection.end();
    shareThese(ids);
    return;
  }
  if (what === "take") {
    await tried(() => takeHome({ taken: "kept", photos: ids }));
    return;
  }
  if (what === "delete" && !(await question.ask(shots.pictures(ids), ids.length))) return;
  const missed = await tried(() => photos.doSeveral(what, ids));
  if (missed === null) return;
  const undo = what === "hide" ? () => void doSeveral("restore", ids) : null;
  const done = counted(`${what}-several`, ids.length - missed);
  const sentence = missed > 0 ? `${done} ${counted("missed", missed)}` : done;
  toast.show(sentence, undo);
  // Screens hear of takedowns in their order: the last one stands for all.
  if (what === "hide" || what === "delete") prove(ids.at(-1) ?? "", sentence);
  // Who has turned them the wrong way turns them once more.
  if (what !== "turn_left" && what !== "turn_right") selection.end();
  changed();
}

/**
 * Do something with a photo and tell whether it worked; meanwhile its buttons rest.
 * @param {string} id
 * @param {() => Promise<void>} work
 */
async function decided(id, work) {
  const shot = shots.find(id);
  const hadFocus = shot?.element.contains(document.activeElement) ?? false;
  const beside = shot?.element.nextElementSibling ?? shot?.element.previousElementSibling;
  shot?.setBusy(true);
  const isDone = (await tried(() => work().then(() => true))) ?? false;
  shot?.setBusy(false);
  render();
  if (hadFocus && shot?.element.isConnected && !shot.element.hidden) shot.focus();
  else if (hadFocus) /** @type {HTMLElement | null | undefined} */ (beside?.querySelector("button:not([hidden])") ?? viewButtons[0])?.focus();
  changed();
  return isDone;
}

/** Something happened: show it, and read the log again soon if it is in view. */
function changed() {
  render();
  waiting.changed();
  if (view !== "log") return;
  clearTimeout(logTimer);
  logTimer = setTimeout(() => void loaded(() => log.loadNewer()).then(render), LOG_SOON_MS);
}

function render() {
  const isLog = view === "log";
  choosing.hidden = shotList.hidden = isLog;
  logList.hidden = logTable.hidden = !isLog;
  if (isLog) showLog(logList, log.changes, { hide, restore, rewrite, picture, free, stack: together, collection: uncollect, comment: decideComment });
  const [count, hasMore] = isLog ? [log.changes.length, log.hasMore] : [shots.count, photos.hasMore];
  none.hidden = count > 0 || shotList.ariaBusy === "true";
  none.textContent = word(`none-${filters.isAny && !isLog ? "chosen" : view}`);
  more.hidden = !hasMore || count === 0;
}

/** Show the photos that the view and the fields choose. */
async function look() {
  const state = view === "shown" || view === "hidden" ? view : "";
  selection.end();
  shotList.ariaBusy = "true";
  await loaded(() => photos.look({ state, ...filters.chosen }));
  shotList.ariaBusy = "false";
  render();
}

/** @param {string} name */
async function show(name) {
  view = name === "shown" || name === "hidden" || name === "log" ? name : "all";
  for (const button of viewButtons) button.ariaPressed = String(button.dataset["view"] === view);
  selection.end();
  render();
  if (view === "log") await loaded(() => log.loadNewer());
  else await look();
  render();
}

async function showMore() {
  more.disabled = true;
  await loaded(() => (view === "log" ? log.loadMore() : photos.loadMore()));
  more.disabled = false;
  render();
}

for (const button of viewButtons) {
  button.addEventListener("click", () => void show(button.dataset["view"] ?? "all"));
  button.disabled = false; // a tap before this line would have been lost
}
more.addEventListener("click", () => void showMore());
element("#print", HTMLButtonElement).addEventListener("click", () => window.print());
void now.look();
await look();
feed.connect();
