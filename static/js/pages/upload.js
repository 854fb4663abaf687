/**
 * The upload page: pick, say a few words, send.
 *
 * Photos go out when the guest taps "Send", not when they are picked. It is one tap more, but a slip of the
 * thumb never lands on a screen that a whole hall watches, and the words arrive together with their photo.
 * From then on the guest can put the phone away. After a passing failure, sending goes on automatically, even after
 * the page was closed. A caption that changes during or after the sending is saved automatically.
 */

import { ask } from "../helpers/http.js";
import { SENDING_CHANNEL } from "../helpers/send_tag.js";
import { counted } from "../helpers/counted.js";
import { isVideo } from "../helpers/video_file.js";
import { word } from "../helpers/words.js";
import { Feed } from "../models/feed.js";
import { isUnfinished } from "../models/upload.js";
import { PlaceInLine } from "../models/place_in_line.js";
import { Receipts } from "../models/receipts.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { showParty } from "./parts/party_state.js";
import { receiptWords } from "./parts/receipt_words.js";
import { Acquaintance } from "./upload/acquaintance.js";
import { Carrier } from "./upload/carrier.js";
import { Consent } from "./upload/consent.js";
import { countedKind } from "./upload/kind_words.js";
import { Greeting } from "./upload/greeting.js";
import { UploadName } from "./upload/name.js";
import { Originals } from "./upload/originals.js";
import { Picker } from "./upload/picker.js";
import { SendingSettings } from "./upload/settings.js";
import { UploadTiles } from "./upload/tiles.js";
import { Whole } from "./upload/whole.js";

/** @import { PartyState } from "../types.js" */

/** @import { Upload } from "../models/upload.js" */

const MB = 1024 * 1024;
/** A guest who has waited longer for a photo looks under My photos. */
const LATELY_MS = 30 * 60_000;

const page = element("#sending", HTMLElement);
const picked = element("#picked", HTMLElement);
const resumed = element("#resumed", HTMLElement);
const many = element("#many", HTMLElement);
const sendbar = element("#sendbar", HTMLElement);
const send = element("#send", HTMLButtonElement);
const closed = element("#closed", HTMLElement);
const cannot = element("#not-stored", HTMLElement);
const elsewhere = element("#elsewhere", HTMLElement);
/** The other guest pages hand over their uploads to this page. */
const others = typeof BroadcastChannel === "function" ? new BroadcastChannel(SENDING_CHANNEL) : null;

const maxMb = Number(page.dataset.maxPhotoMb);
const maxVideoMb = Number(page.dataset.maxVideoMb);
/** Whether the party takes videos now. */
let takesVideos = page.dataset.videos === "true";
const picker = new Picker((files) => take(files));
const greeting = new Greeting((file, words) => take([file], words));
const name = new UploadName();
name.setAsked(/** @type {PartyState["names_asked"]} */ (document.body.dataset["names"] ?? "optional"));
const consent = new Consent();
const keepsPrivate = element("#keeps-private", HTMLInputElement);
/** Only where the hosts have written photo tasks. */
const taskPick = document.getElementById("task");
const lacking = element("#lacking", HTMLElement);
const tiles = new UploadTiles({
  onCaption: (upload, isDone) => {
    captions.note(upload, isDone);
    void keeping.note(upload);
  },
  onRetry: (upload) => queue.retry(upload),
  onRemove: (upload) => remove(upload),
  onEdit: (upload) => void putRight(upload),
});
const whole = new Whole({
  onMore: () => picker.open(),
  onClose: () => tiles.focus(),
  onRetryAll: (uploads) => uploads.forEach((upload) => queue.retry(upload)),
  onShow: (upload) => tiles.focusOn(upload),
});
/** Update the buttons. The notice follows the feed by itself. */
let isShownOpen = closed.hidden;
let title = element("[data-party-title]", HTMLElement).textContent ?? "";

const acquaintance = new Acquaintance({
  isNew: "newGuest" in page.dataset,
  onNoCookies: () => sayCannot("no-cookies"),
});
const carrier = new Carrier({
  meet: () => acquaintance.make(),
  author: () => name.value,
  consent: () => consent.words,
  isPrivate: () => keepsPrivate.checked,
  task: () => (taskPick instanceof HTMLSelectElement ? taskPick.value : ""),
  flawOf,
  onRestored: bringBack,
  onChange: (upload) => showUploads(upload),
  onOpenness: (isOpen, message) => showOpenness(isOpen, message),
  onGone: (upload) => tiles.drop(upload),
  onCannot: () => sayCannot("not-stored"),
  onElsewhere: showElsewhere,
});
const { queue, captions, keeping } = carrier;
const originals = new Originals(carrier);
const settings = new SendingSettings(carrier, () => {
  if (!carrier.settings.keepsSent) queue.forgetSettled().forEach((upload) => tiles.drop(upload));
  showUploads(null);
});
const place = new PlaceInLine({
  ask: () => ask("/api/queue"),
  isWanted: () =>
    document.visibilityState === "visible" &&
    queue.uploads.some(({ state, progress }) => state === "sending" && progress === 1),
  onChange: () => showUploads(null),
});
const receipts = new Receipts({
  ask: () => ask("/api/turns"),
  wanted: () => (document.visibilityState === "visible" ? lately() : []),
  onChange: () => showUploads(null),
});
const feed = new Feed({
  cursor: Number(page.dataset.cursor),
  pausesWhenHidden: true,
  onPhoto: (photo) => queue.follow(photo),
  onWaiting: (photo) => queue.follow(photo),
  onGone: ({ id, refused, words = "" }) => queue.leave(id, refused ? words : null),
  onScreen: (showing) => {
    receipts.hear(showing);
    whole.say(receiptWords(receipts.of(showing.id)));
  },
  onParty: (party) => {
    title = party.title;
    takesVideos = party.videos;
    picker.setVideos(takesVideos);
    queue.setOpen(isOpenHere(party));
    showParty(party);
    name.setAsked(party.names_asked);
    consent.show(party);
    greeting.setAllowed(party.greetings_allowed);
    showOpenness(isOpenHere(party), party.message);
    // A refused video can be tried again once the host allows videos.
    showUploads(null);
  },
});

/** The photos of the last half hour that everybody may see. */
function lately() {
  const since = Date.now() - LATELY_MS;
  return queue.uploads.flatMap(({ photo, isGone }) =>
    photo?.state === "shown" && !isGone && Date.parse(photo.created_at) > since ? photo.id : [],
  );
}

/** Whether this device may send now. A photographer, for example, may send during a break. @param {PartyState} party */
function isOpenHere({ uploads_open, state }) {
  return uploads_open || (state === "break" && "sendsInBreaks" in page.dataset);
}

/**
 * @param {File} file
 * @returns {import("../models/upload.js").Flaw}
 */
function flawOf(file) {
  if (!isVideo(file)) return file.size > maxMb * MB ? "too-large" : "";
  if (!takesVideos) return "videos-off";
  return file.size > maxVideoMb * MB ? "too-large" : "";
}

/**
 * @param {File[]} files
 * @param {string} [greeting] the words of a greeting, which `files` shows
 */
function take(files, greeting = "") {
  const { added, forgotten, tooMany } = queue.add(files, greeting);
  document.querySelector(".done--before")?.remove();
  for (const upload of forgotten) tiles.drop(upload);
  for (const upload of added) tiles.add(upload);
  void keeping.add(added);
  many.hidden = tooMany === 0;
  many.textContent = tooMany > 0 ? word("many", { count: tooMany }) : "";
  showUploads(null);
  whole.say(many.textContent || (added.length > 0 ? countedKind("added", added) : word("known")));
  tiles.bringIntoView(added[0]);
}

/** @param {Upload[]} restored what an earlier page left */
function bringBack(restored) {
  for (const upload of restored) tiles.add(upload);
  showUploads(null);
  const toSend = restored.filter(isUnfinished);
  resumed.hidden = toSend.length === 0;
  if (resumed.hidden) return;
  resumed.textContent = countedKind("resumed", toSend);
  whole.say(resumed.textContent);
}

/** @param {"not-stored" | "no-cookies"} why the latter says both */
function sayCannot(why) {
  if (cannot.dataset["why"] === "no-cookies") return;
  cannot.dataset["why"] = why;
  cannot.textContent = word(why);
  cannot.hidden = false;
}

/** @param {number} count how many photos other tabs have */
function showElsewhere(count) {
  elsewhere.hidden = count === 0;
  if (count === 0) return;
  others?.postMessage("open");
  elsewhere.textContent = counted("elsewhere", count);
}

/** @param {Upload} upload */
function remove(upload) {
  if (!queue.remove(upload)) return;
  void keeping.drop(upload);
  const beside = tiles.beside(upload);
  tiles.drop(upload);
  showUploads(null);
  (beside ?? picker).focus({ preventScroll: true }); // its button had the focus
}

/** Let the guest put a picture right that has not left yet. Only what to change is sent with it. @param {Upload} upload */
async function putRight(upload) {
  const { editFile } = await import("./editor/edit_file.js");
  const edit = await editFile(upload.file, upload.edit);
  // Meanwhile it may have been sent, from another tab.
  if (edit === null || upload.state !== "picked") return;
  upload.edit = edit;
  void keeping.note(upload);
  tiles.redraw(upload);
}

/** @param {Upload | null} upload */
function showUploads(upload) {
  place.look();
  receipts.look();
  for (const one of upload ? [upload] : queue.uploads) {
    tiles.update(one, {
      pause: queue.pause,
      originalsPause: queue.originalsPause ?? (queue.pause?.why === "network" ? queue.pause : null),
      holdsOriginals: queue.holdsOriginals,
      heldFor: carrier.originalsWaitFor,
      ahead: place.ahead,
      receipts,
      captionState: captions.stateOf(one),
      captionRefusal: captions.refusalOf(one),
      takesVideos,
      maxMb,
      maxVideoMb,
    });
  }
  const toSend = queue.uploads.filter(({ state }) => state === "picked");
  picked.hidden = queue.uploads.length === 0;
  page.classList.toggle("has-photos", queue.uploads.length > 0);
  sendbar.hidden = toSend.length === 0;
  if (toSend.length > 0) send.textContent = countedKind("send", toSend);
  if (queue.count("waiting", "sending") + queue.toFollow.length + toSend.length === 0) resumed.hidden = true;
  whole.show(queue);
  originals.show();
}

/**
 * @param {boolean} isOpen
 * @param {string} message
 */
function showOpenness(isOpen, message) {
  showParty({ uploads_open: isOpen, message, title });
  if (isOpen === isShownOpen) return;
  isShownOpen = isOpen;
  picker.setOpen(isOpen);
  greeting.setOpen(isOpen);
  send.disabled = !isOpen;
  if (isOpen) whole.say(word("said-open"));
}

function sendAll() {
  const toSend = queue.uploads.filter(({ state }) => state === "picked");
  if (toSend.length === 0 || lacksSomething()) return;
  name.settle();
  whole.begin();
  whole.say(countedKind("said-sending", toSend));
  carrier.send();
  // The button disappears, so the keyboard focus moves to the photos.
  tiles.focus();
}

/** Whether a required name or consent is missing. Shows a message at its field. */
function lacksSomething() {
  const missing = name.isLacking ? name : consent.isLacking ? consent : null;
  lacking.hidden = missing === null;
  lacking.textContent = missing === null ? "" : word(missing === name ? "name-needed" : "consent-needed");
  missing?.focus();
  return missing !== null;
}

/** @param {BeforeUnloadEvent} event */
function warnBeforeLeaving(event) {
  if (carrier.wouldLose) event.preventDefault();
}

measureBar();
page.classList.add("is-lively");
send.disabled = !closed.hidden;
if (!closed.hidden) queue.setOpen(false);
picker.connect();
send.addEventListener("click", sendAll);
window.addEventListener("beforeunload", warnBeforeLeaving);
originals.connect();
document.addEventListener("visibilitychange", () => receipts.look());
feed.connect();
others?.postMessage("open");
void carrier.connect(() => settings.connect());
// Ask before the first photo. If it fails now, the first photo asks again.
acquaintance.make().catch(() => {});
