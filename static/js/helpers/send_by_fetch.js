/** Send a photo and its original from a service worker, which has only fetch: no progress, no page. */

import { ours } from "./base.js";
import { LONGER_SIDE_PX, drawCopy, ifWorthSending, isWorthCopying } from "./draw_copy.js";
import { readAnswer, Refused, Unreachable } from "./http.js";
import { SPEED } from "./speed_limit.js";
import { ANSWER_WITHIN_MS, checkReadable, metadataOf, photoForm, photoIn } from "./send_photo.js";

/**
 * What is sent of a photo; `uploadUrl` is where its original goes on after a break.
 * @typedef {{file: File, author: string, caption: string, key: string, uploadUrl: string, consent?: string,
 *   isPrivate?: boolean, task?: string, edit?: string}} Sent
 */

const ENDPOINT = ours("/api/uploads");
const TUS = { "Tus-Resumable": "1.0.0" };
/** As on the page: the cost of a cut if a proxy holds a request back until it is complete. */
const PIECE_BYTES = 1024 * 1024;
const OVER = new Set([404, 410]);

/**
 * Bring a photo to the wall, by a copy if that is quicker. Throws Refused, Unreachable or Unreadable.
 * @param {Sent} upload
 */
export async function showByFetch(upload, longerSidePx = LONGER_SIDE_PX) {
  await checkReadable(upload.file);
  const drawn = isWorthCopying(upload.file) ? await drawCopy(upload.file, longerSidePx).catch(() => null) : null;
  const copy = ifWorthSending(drawn, upload.file);
  const form = photoForm(upload, copy);
  await SPEED.take((copy ?? upload.file).size);
  const response = await answerTo(ours("/api/new_photo"), { method: "POST", headers: { Accept: "application/json" }, body: form });
  return photoIn(readAnswer(response.status, await textOf(response), response.headers.get("Retry-After")));
}

/**
 * Resume an original at the server's offset (tus 1.0), or begin anew if the server has forgotten it.
 * @param {Sent} upload
 * @param {(part: number) => void} onProgress
 * @param {(url: string) => void} onUrl hears where the upload goes on after a break
 * @returns {Promise<string>} the id of its photo
 */
export async function sendOriginalByFetch(upload, onProgress, onUrl) {
  const { file } = upload;
  let { uploadUrl } = upload;
  await checkReadable(file);
  let offset = uploadUrl ? await askOffset(uploadUrl) : null;
  let photoId = offset?.photoId ?? "";
  if (!offset) {
    const begun = await answerTo(ENDPOINT, {
      method: "POST",
      headers: { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": metadataHeader(upload) },
    });
    await check(begun);
    uploadUrl = begun.headers.get("Location") ?? "";
    onUrl(uploadUrl);
    offset = { bytes: 0, photoId: "" };
  }
  let { bytes } = offset;
  while (!photoId) {
    const piece = file.slice(bytes, bytes + SPEED.pieceBytes(PIECE_BYTES));
    await SPEED.take(piece.size);
    const response = await answerTo(uploadUrl, {
      method: "PATCH",
      headers: { ...TUS, "Upload-Offset": String(bytes), "Content-Type": "application/offset+octet-stream" },
      body: piece,
    });
    await check(response);
    const stored = offsetIn(response);
    photoId = stored.photoId;
    // All bytes have arrived, but they are no photo yet: ask again a little later.
    if (!photoId && stored.bytes <= bytes) throw new Refused(503, "BUSY", "", 1);
    bytes = stored.bytes;
    onProgress(bytes / file.size);
  }
  return photoId;
}

/**
 * @param {string} uploadUrl
 * @returns {Promise<{bytes: number, photoId: string} | null>} null when the server has forgotten it
 */
async function askOffset(uploadUrl) {
  const response = await answerTo(uploadUrl, { method: "HEAD", headers: TUS });
  if (response.headers.has("Tus-Resumable") && OVER.has(response.status)) return null;
  await check(response);
  return offsetIn(response);
}

/** @param {Response} response */
function offsetIn(response) {
  const bytes = Number(response.headers.get("Upload-Offset") ?? NaN);
  if (!Number.isSafeInteger(bytes)) throw new Unreachable();
  return { bytes, photoId: response.headers.get("Partywall-Photo") ?? "" };
}

/**
 * Throw for false answers and for refusals.
 * @param {Response} response
 */
async function check(response) {
  if (!response.headers.has("Tus-Resumable")) throw new Unreachable();
  if (response.ok) return;
  readAnswer(response.status, await textOf(response), response.headers.get("Retry-After"));
}

/**
 * @param {string} url
 * @param {RequestInit} request
 */
async function answerTo(url, request) {
  try {
    return await fetch(url, { ...request, credentials: "same-origin", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch {
    throw new Unreachable();
  }
}

/** @param {Response} response */
async function textOf(response) {
  try {
    return await response.text();
  } catch {
    throw new Unreachable();
  }
}

/** @param {Sent} upload */
function metadataHeader(upload) {
  return Object.entries(metadataOf(upload))
    .map(([name, text]) => `${name} ${base64(text)}`.trim())
    .join(",");
}

/** @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
