/**
 * The upload page: pick, say a few words, send.
 *
 * Photos go out when the guest taps "Send", not when they are picked. It is one tap more, but a slip of the
 * thumb never lands on a screen that a whole hall watches, and the words arrive together with their photo.
 * From then on the guest can put the phone away: what fails for a passing reason goes on by itself, and a
 * caption that is changed while or after its photo is sent is saved on its own.
 */

import { counted } from "../helpers/counted.js";
import { ask } from "../helpers/http.js";
import { newPhotoKey } from "../helpers/photo_key.js";
import { sendPhoto } from "../helpers/send_photo.js";
import { word } from "../helpers/words.js";
import { CaptionSaver } from "../models/caption_saver.js";
import { Feed } from "../models/feed.js";
import { UploadQueue } from "../models/upload_queue.js";
import { element } from "./parts/element.js";
import { showParty } from "./parts/party_state.js";
import { UploadName } from "./upload/name.js";
import { UploadTile } from "./upload/tile.js";

/** @import { Upload } from "../models/upload.js" */

const MB = 1024 * 1024;

const page = element("#sending", HTMLElement);
const pick = element("#pick", HTMLInputElement);
const camera = element("#camera", HTMLInputElement);
const picked = element("#picked", HTMLElement);
const tileList = element("#tiles", HTMLElement);
const many = element("#many", HTMLElement);
const sendbar = element("#sendbar", HTMLElement);
const send = element("#send", HTMLButtonElement);
const done = element("#done", HTMLElement);
const doneTitle = element("#done-title", HTMLElement);
const closed = element("#closed", HTMLElement);
const said = element("#said", HTMLElement);

const maxMb = Number(page.dataset.maxPhotoMb);
const name = new UploadName();
/** @type {Map<Upload, UploadTile>} */
const tiles = new Map();
/** What was last said of the whole: the live region speaks when this changes, not with every photo. */
let lastSaid = "";
let tileNumber = 0;
let title = element("[data-party-title]", HTMLElement).textContent ?? "";

const queue = new UploadQueue({
  send: sendPhoto,
  author: () => name.value,
  makeKey: newPhotoKey,
  maxBytes: maxMb * MB,
  onChange: (upload) => {
    if (upload?.state === "sent") captions.note(upload); // words typed while it was under way
    showUploads(upload);
  },
  onOpenness: (isOpen, message) => showOpenness(isOpen, message),
});
const captions = new CaptionSaver({
  save: (photoId, caption) => ask(`/api/photo/${photoId}`, { method: "PUT", json: { caption } }),
  onChange: (upload) => showUploads(upload),
});
const feed = new Feed({
  cursor: Number(page.dataset.cursor),
  pausesWhenHidden: true,
  onParty: (party) => {
    title = party.title;
    queue.setOpen(party.uploads_open);
    showOpenness(party.uploads_open, party.message);
  },
});

/** @param {HTMLInputElement} input */
function take(input) {
  const files = Array.from(input.files ?? []);
  // Emptied, so that choosing the same photo again is noticed too.
  input.value = "";
  if (files.length === 0) return;
  const { added, forgotten, tooMany } = queue.add(files);
  document.querySelector(".done--before")?.remove();
  for (const upload of forgotten) dropTile(upload);
  for (const upload of added) addTile(upload);
  many.hidden = tooMany === 0;
  many.textContent = tooMany > 0 ? word("many", { count: tooMany }) : "";
  showUploads(null);
  say(many.textContent || (added.length > 0 ? counted("added", added.length) : word("known")));
  tiles.get(/** @type {Upload} */ (added[0]))?.show();
}

/** @param {Upload} upload */
function addTile(upload) {
  const tile = new UploadTile(upload, {
    number: (tileNumber += 1),
    onCaption: (isDone) => captions.note(upload, isDone),
    onRetry: () => queue.retry(upload),
    onRemove: () => remove(upload),
  });
  tiles.set(upload, tile);
  tileList.append(tile.element);
}

/** @param {Upload} upload */
function dropTile(upload) {
  tiles.get(upload)?.element.remove();
  tiles.delete(upload);
}

/** @param {Upload} upload */
function remove(upload) {
  if (!queue.remove(upload)) return;
  const element = tiles.get(upload)?.element;
  const beside = element?.nextElementSibling ?? element?.previousElementSibling;
  dropTile(upload);
  showUploads(null);
  (beside?.querySelector("input") ?? pick).focus({ preventScroll: true }); // its button had the focus
}

/** @param {Upload | null} upload */
function showUploads(upload) {
  for (const one of upload ? [upload] : queue.uploads) {
    tiles.get(one)?.update({
      pause: queue.pause,
      captionState: captions.stateOf(one),
      captionRefusal: captions.refusalOf(one),
      maxMb,
    });
  }
  const toSend = queue.count("picked");
  picked.hidden = queue.uploads.length === 0;
  page.classList.toggle("has-photos", queue.uploads.length > 0);
  sendbar.hidden = toSend === 0;
  if (toSend > 0) send.textContent = counted("send", toSend);
  showWhole();
}

/** Say how it goes as a whole, and thank at the end. */
function showWhole() {
  const [under, sent, failed] = [queue.count("waiting", "sending"), queue.count("sent"), queue.count("failed")];
  const isDone = sent > 0 && under + failed + queue.count("picked") === 0;
  if (isDone) doneTitle.textContent = counted("done", sent);
  done.hidden = !isDone;
  if (isDone) say(doneTitle.textContent ?? "");
  else if (under > 0 && queue.pause) say(queue.pause.message || word(`waiting-${queue.pause.why}`));
  else if (failed > 0 && under === 0 && sent + failed === queue.uploads.length) {
    say(counted("said-failed", failed));
  }
}

/** @param {string} sentence */
function say(sentence) {
  if (sentence === lastSaid) return;
  lastSaid = sentence;
  said.textContent = sentence;
}

/**
 * @param {boolean} isOpen
 * @param {string} message
 */
function showOpenness(isOpen, message) {
  const wasOpen = closed.hidden;
  showParty({ uploads_open: isOpen, message, title });
  if (isOpen === wasOpen) return;
  pick.disabled = camera.disabled = !isOpen;
  send.disabled = !isOpen;
  if (isOpen) say(word("said-open"));
}

function sendAll() {
  const count = queue.count("picked");
  if (count === 0) return;
  name.settle();
  done.hidden = true;
  say(counted("said-sending", count));
  queue.sendPicked();
  // The button goes away under the finger; the keyboard goes on at the photos.
  tileList.focus({ preventScroll: true });
}

/** @param {BeforeUnloadEvent} event */
function warnBeforeLeaving(event) {
  if (queue.hasUnsent || captions.hasUnsaved) event.preventDefault();
}

page.classList.add("is-lively");
tileList.tabIndex = -1;
send.disabled = !closed.hidden;
if (!closed.hidden) queue.setOpen(false);
for (const input of [pick, camera]) {
  input.addEventListener("change", () => take(input));
  take(input); // picked while this script was still on its way
}
send.addEventListener("click", sendAll);
window.addEventListener("online", () => queue.wake());
window.addEventListener("beforeunload", warnBeforeLeaving);
feed.connect();
