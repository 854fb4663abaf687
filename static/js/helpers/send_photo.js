/** Send one photo with progress, by XMLHttpRequest, because fetch does not report an upload's progress. */

import { ours } from "./base.js";
import { guestHeaders } from "./guest_pass.js";
import { SPEED } from "./speed_limit.js";
import { readAnswer, Unreachable } from "./http.js";

/** @import { Photo } from "../types.js" */

/** Without progress for this long the connection counts as dead. */
export const STALLED_MS = 45_000;
/** After all bytes have arrived, the server may be busy with other guests' pictures. */
export const ANSWER_WITHIN_MS = 120_000;

/** The phone can no longer read the file: it was moved, deleted, or is not downloaded from its cloud. */
export class Unreadable extends Error {
  constructor() {
    super("unreadable");
    this.name = "Unreadable";
  }
}

/**
 * Throw Unreadable if the phone can no longer read the file.
 * @param {Blob} file
 */
export async function checkReadable(file) {
  // A request with an unreadable file fails as if without a network, and would be tried for ever.
  if (!(await isReadable(file))) throw new Unreadable();
}

/** @param {Blob} file */
export async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/**
 * Send a photo; `onProgress` hears the part that has left, 0 to 1. Throws Refused, Unreachable or Unreadable.
 * A `screenCopy` is sent in the file's place, and the file itself must follow.
 * @param {{file: File, author: string, caption: string, key: string, consent?: string, isPrivate?: boolean, task?: string, edit?: string}} photo
 * @param {Blob | null} screenCopy
 * @param {(part: number) => void} onProgress
 * @returns {Promise<Photo>}
 */
export async function sendPhoto(photo, screenCopy, onProgress) {
  await checkReadable(screenCopy ?? photo.file);
  await SPEED.take((screenCopy ?? photo.file).size);
  return photoIn(await post(ours("/api/new_photo"), photoForm(photo, screenCopy), onProgress));
}

/**
 * @param {{file: File, author: string, caption: string, key: string, consent?: string, isPrivate?: boolean, task?: string, edit?: string}} photo
 * @param {Blob | null} screenCopy
 */
export function photoForm({ file, author, caption, key, consent = "", isPrivate = false, task = "", edit = "" }, screenCopy) {
  const form = new FormData();
  form.append("author", author);
  form.append("caption", caption);
  form.append("key", key);
  if (consent) form.append("consent", consent);
  if (isPrivate) form.append("private", "1");
  if (task) form.append("task", task);
  if (edit) form.append("edit", edit);
  if (screenCopy) form.append("screen_copy", "1");
  form.append("file", screenCopy ?? file, "photo"); // a file's own name is nobody's business
  return form;
}

/**
 * Return the metadata of an upload by tus.
 * @param {{author: string, caption: string, key: string, consent?: string, isPrivate?: boolean, task?: string, edit?: string}} photo
 * @returns {Record<string, string>}
 */
export function metadataOf({ key, author, caption, consent = "", isPrivate = false, task = "", edit = "" }) {
  return { key, author, caption, ...(consent && { consent }), ...(isPrivate && { private: "1" }), ...(task && { task }), ...(edit && { edit }) };
}

/**
 * @param {any} answer
 * @returns {Photo}
 */
export function photoIn(answer) {
  if (typeof answer?.photo?.id !== "string") throw new Unreachable();
  return answer.photo;
}

/**
 * @param {string} url
 * @param {FormData} form
 * @param {(part: number) => void} onProgress
 * @returns {Promise<any>}
 */
function post(url, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let watchdog;
    const watch = (/** @type {number} */ ms) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => request.abort(), ms);
    };
    request.upload.onprogress = (event) => {
      watch(STALLED_MS);
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.upload.onload = () => watch(ANSWER_WITHIN_MS);
    request.onload = () => {
      try {
        resolve(readAnswer(request.status, request.responseText, request.getResponseHeader("Retry-After")));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = request.onabort = () => reject(new Unreachable());
    request.onloadend = () => clearTimeout(watchdog);
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    for (const [name, value] of Object.entries(guestHeaders())) request.setRequestHeader(name, value);
    watch(STALLED_MS);
    request.send(form);
  });
}
