/**
 * The upload page: pick, say a few words, send.
 *
 * Photos go out when the guest taps "Send", not when they are picked. It is one tap more, but a slip of the
 * thumb never lands on a screen that a whole hall watches, and the words arrive together with their photo.
 * From then on the guest can put the phone away: what fails for a passing reason goes on by itself, also after
 * the page was closed, and a caption that is changed while or after its photo is sent is saved on its own.
 */

import { ask } from "../helpers/http.js";
import { newPhotoKey } from "../helpers/photo_key.js";
import { isVideo } from "../helpers/video_file.js";
import { word } from "../helpers/words.js";
import { CaptionSaver } from "../models/caption_saver.js";
import { Feed } from "../models/feed.js";
import { isUnfinished } from "../models/upload.js";
import { PlaceInLine } from "../models/place_in_line.js";
import { UploadQueue } from "../models/upload_queue.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { showParty } from "./parts/party_state.js";
import { Background } from "./upload/background.js";
import { Keeping } from "./upload/keeping.js";
import { UploadName } from "./upload/name.js";
import { countedKind } from "./upload/kind_words.js";
import { Originals } from "./upload/originals.js";
import { Picker } from "./upload/picker.js";
import { follow, show } from "./upload/steps.js";
import { UploadTiles } from "./upload/tiles.js";
import { Whole } from "./upload/whole.js";

/** @import { Upload } from "../models/upload.js" */

const MB = 1024 * 1024;

const page = element("#sending", HTMLElement);
const picked = element("#picked", HTMLElement);
const resumed = element("#resumed", HTMLElement);
const many = element("#many", HTMLElement);
const sendbar = element("#sendbar", HTMLElement);
const send = element("#send", HTMLButtonElement);
const closed = element("#closed", HTMLElement);

const maxMb = Number(page.dataset.maxPhotoMb);
const maxVideoMb = Number(page.dataset.maxVideoMb);
/** Whether the party takes videos now. */
let takesVideos = page.dataset.videos === "true";
const picker = new Picker((files) => take(files));
const name = new UploadName();
const whole = new Whole();
const keeping = new Keeping((uploads) => bringBack(uploads));
const tiles = new UploadTiles({
  onCaption: (upload, isDone) => {
    captions.note(upload, isDone);
    void keeping.note(upload);
  },
  onRetry: (upload) => queue.retry(upload),
  onRemove: (upload) => remove(upload),
});
let title = element("[data-party-title]", HTMLElement).textContent ?? "";

const queue = new UploadQueue({
  show: (upload, onProgress) => show(upload, onProgress, (one) => void keeping.note(one), keeping),
  sendOriginal: (upload, onProgress) => follow(upload, onProgress, (one) => void keeping.note(one), keeping),
  mayGo: (upload) => keeping.isOurs(upload),
  keep: (upload) => void keeping.note(upload),
  author: () => name.value,
  makeKey: newPhotoKey,
  flawOf,
  onChange: (upload) => {
    if (upload?.state === "sent") captions.note(upload); // words typed while it was under way
    showUploads(upload);
  },
  onOpenness: (isOpen, message) => showOpenness(isOpen, message),
  onGone: (upload) => tiles.drop(upload),
});
const originals = new Originals(queue);
const background = new Background(() => queue.count("waiting", "sending") + queue.toFollow.length > 0);
const place = new PlaceInLine({
  ask: () => ask("/api/queue"),
  isWanted: () =>
    document.visibilityState === "visible" &&
    queue.uploads.some(({ state, progress }) => state === "sending" && progress === 1),
  onChange: () => showUploads(null),
});
const captions = new CaptionSaver({
  save: (photoId, caption) => ask(`/api/photo/${photoId}`, { method: "PUT", json: { caption } }),
  onChange: (upload) => {
    void keeping.note(upload);
    showUploads(upload);
  },
});
const feed = new Feed({
  cursor: Number(page.dataset.cursor),
  pausesWhenHidden: true,
  onParty: (party) => {
    title = party.title;
    takesVideos = party.videos;
    picker.setVideos(takesVideos);
    queue.setOpen(party.uploads_open);
    showParty(party);
    showOpenness(party.uploads_open, party.message);
  },
});

/**
 * @param {File} file
 * @returns {import("../models/upload.js").Flaw}
 */
function flawOf(file) {
  if (!isVideo(file)) return file.size > maxMb * MB ? "too-large" : "";
  if (!takesVideos) return "videos-off";
  return file.size > maxVideoMb * MB ? "too-large" : "";
}

/** @param {File[]} files */
function take(files) {
  const { added, forgotten, tooMany } = queue.add(files);
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

/** @param {Upload[]} uploads what an earlier visit left */
function bringBack(uploads) {
  const restored = queue.restore(uploads);
  for (const upload of restored) {
    tiles.add(upload);
    captions.note(upload, true);
  }
  showUploads(null);
  const toSend = restored.filter(isUnfinished);
  resumed.hidden = toSend.length === 0;
  if (resumed.hidden) return;
  resumed.textContent = countedKind("resumed", toSend);
  whole.say(resumed.textContent);
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

/** @param {Upload | null} upload */
function showUploads(upload) {
  place.look();
  for (const one of upload ? [upload] : queue.uploads) {
    tiles.update(one, {
      pause: queue.pause,
      originalsPause: queue.originalsPause ?? (queue.pause?.why === "network" ? queue.pause : null),
      holdsOriginals: queue.holdsOriginals,
      ahead: place.ahead,
      captionState: captions.stateOf(one),
      captionRefusal: captions.refusalOf(one),
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
  originals.show(whole.show(queue));
}

/**
 * @param {boolean} isOpen
 * @param {string} message
 */
function showOpenness(isOpen, message) {
  const wasOpen = closed.hidden;
  showParty({ uploads_open: isOpen, message, title });
  if (isOpen === wasOpen) return;
  picker.setOpen(isOpen);
  send.disabled = !isOpen;
  if (isOpen) whole.say(word("said-open"));
}

function sendAll() {
  const toSend = queue.uploads.filter(({ state }) => state === "picked");
  if (toSend.length === 0) return;
  name.settle();
  whole.hide();
  whole.say(countedKind("said-sending", toSend));
  queue.sendPicked();
  void background.ask();
  // The button goes away under the finger; the keyboard goes on at the photos.
  tiles.focus();
}

/** @param {BeforeUnloadEvent} event */
function warnBeforeLeaving(event) {
  if (queue.wouldLose || captions.wouldLose) event.preventDefault();
}

measureBar();
page.classList.add("is-lively");
send.disabled = !closed.hidden;
if (!closed.hidden) queue.setOpen(false);
picker.connect();
send.addEventListener("click", sendAll);
window.addEventListener("online", () => queue.wake());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") queue.wake();
});
window.addEventListener("beforeunload", warnBeforeLeaving);
originals.connect();
background.connect();
feed.connect();
void keeping.connect();
