/** One picked photo as plain data: the queue changes it, the page shows it, the store keeps it. */

/** @import { Photo } from "../types.js" */

/**
 * Why a file is not sent at all; "" if it can be sent.
 * @typedef {"" | "too-large" | "videos-off"} Flaw
 */

/**
 * `key` is made once, when the photo is picked: a try whose answer was lost, tried again, stays one photo.
 * `state` is what everybody sees: "sent" means that it is on the wall. `original` is how far the file itself is,
 * once the photo is sent: a screen copy may have gone ahead of it.
 * `progress` goes from 0 to 1 while sending; `originalPart` is the part of the original that the server has stored.
 * `message` is what the server said against it, `reason` what we say.
 * `savedCaption` is the caption as the server has it, once the photo is sent.
 * `consent` is the host's words that the guest agreed to. `isPrivate` keeps it from the screens.
 * `edit` is how the guest has put the picture right, as JSON, "" for no change.
 * `task` is the id of the photo task that it is for, "" for none.
 * `timesBegun` counts how often its original was begun from nothing.
 * `goneWords` is what the hosts said when they did not put it up, null where they did not say that.
 * `isGone` says that it was on the wall and was taken down; the host may bring it back. `isReleased` says that its
 * original may go although originals are held. `isSettled` belongs to photos that were finished together, earlier.
 * `goesWhole` is a video that no copy can go ahead of: its way to the wall is as long as an original's.
 * `uploadUrl` is where the original goes on after a break. `isStored` says that the phone would keep it for later.
 * @typedef {{key: string, file: File, author: string, caption: string, savedCaption: string, consent: string, isPrivate: boolean, task: string, edit: string,
 *   state: "picked" | "waiting" | "sending" | "sent" | "failed",
 *   original: "" | "waiting" | "sending" | "kept" | "failed", originalPart: number, uploadUrl: string,
 *   goesWhole: boolean, progress: number, message: string, reason: Flaw | "not-a-picture" | "unreadable" | "copy-kept", mayRetry: boolean,
 *   tries: number, wasRenewed: boolean, photo: Photo | null, isStored: boolean, pickedAt: number,
 *   isCaptionRefused: boolean, timesBegun: number, isGone: boolean, goneWords: string | null, isReleased: boolean, isSettled: boolean}} Upload
 */

/**
 * Return the upload of a file that was just picked; one with a flaw has failed before it could be sent.
 * @param {File} file
 * @param {string} key
 * @param {Flaw} flaw
 * @returns {Upload}
 */
export function newUpload(file, key, flaw) {
  return {
    key,
    file,
    author: "",
    consent: "",
    isPrivate: false,
    task: "",
    edit: "",
    caption: "",
    savedCaption: "",
    state: flaw ? "failed" : "picked",
    original: "",
    originalPart: 0,
    uploadUrl: "",
    goesWhole: false,
    progress: 0,
    message: "",
    reason: flaw,
    mayRetry: false,
    tries: 0,
    wasRenewed: false,
    photo: null,
    isStored: false,
    pickedAt: nextMoment(),
    isCaptionRefused: false,
    timesBegun: 0,
    isGone: false,
    goneWords: null,
    isReleased: false,
    isSettled: false,
  };
}

let lastMoment = 0;

/** Now, but never the same twice: photos picked together keep their order. */
function nextMoment() {
  return (lastMoment = Math.max(Date.now(), lastMoment + 1));
}

/**
 * Tell whether something of it has still to leave the phone.
 * @param {Pick<Upload, "state" | "original" | "mayRetry" | "isGone">} upload
 */
export function isUnfinished({ state, original, mayRetry, isGone }) {
  if (isGone) return false;
  if (state === "sent") return original === "waiting" || original === "sending" || (original === "failed" && mayRetry);
  return state !== "failed" || mayRetry;
}

/**
 * Tell whether words were typed after the photo was sent that the server does not have yet, and would take.
 * @param {Pick<Upload, "state" | "caption" | "savedCaption" | "isCaptionRefused" | "isGone">} upload
 */
export function hasUnsavedWords({ state, caption, savedCaption, isCaptionRefused, isGone }) {
  return !isGone && state === "sent" && caption !== savedCaption && !isCaptionRefused;
}

/**
 * Tell whether both are the same file, as far as a browser lets us know.
 * @param {File} one
 * @param {File} other
 */
export function isSameFile(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

/**
 * Bring a caption into the form that the server keeps, to compare the two.
 * @param {string} text
 */
export function oneLine(text) {
  return text.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");
}
