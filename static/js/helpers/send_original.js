/** Send a photo's original in pieces that survive a cut, by tus (https://tus.io/protocols/resumable-upload). */

import { ours } from "./base.js";
import { guestHeaders } from "./guest_pass.js";
import { readAnswer, Refused, secondsIn, Unreachable } from "./http.js";
import { SPEED } from "./speed_limit.js";
import { ANSWER_WITHIN_MS, checkReadable, metadataOf, STALLED_MS } from "./send_photo.js";

/** @import { DetailedError, HttpRequest, HttpResponse } from "tus-js-client" */

const ENDPOINT = ours("/api/uploads");
/**
 * A piece takes 8 s at 1 Mbit/s. Our server keeps every byte that arrived before a cut. But a proxy may hold a
 * request back until it is complete, or refuse larger ones. Then a cut costs one piece.
 */
const PIECE_BYTES = 1024 * 1024;
/** The statuses of an ended upload. The client then begins a new one. */
const OVER = new Set([404, 410]);

let failedLoads = 0;

/** Load the client for the first original, because it is larger than the rest of the page. */
async function tusClient() {
  try {
    if (failedLoads === 0) await import("../../vendor/tus/tus.js");
    // A browser remembers a failed module address and would not try it again.
    else await import(`../../vendor/tus/tus.js?again=${failedLoads}`);
  } catch {
    failedLoads += 1;
    throw new Unreachable();
  }
  return globalThis.tus;
}

/**
 * Resume at the server's offset, or begin anew if the server has forgotten the upload. Resolves with the photo's id
 * when the original is stored.
 * `onUrl` hears where the upload goes on after a break, `onProgress` the part that the server has stored.
 * Throws Refused, Unreachable or Unreadable.
 * @param {{file: File, author: string, caption: string, key: string, uploadUrl: string, consent?: string,
 *   isPrivate?: boolean, task?: string, edit?: string}} photo
 * @param {{onUrl: (url: string) => void, onProgress: (part: number) => void}} heard
 * @returns {Promise<string>}
 */
export async function sendOriginal(photo, { onUrl, onProgress }) {
  const { file, uploadUrl } = photo;
  await checkReadable(file);
  const client = await tusClient();
  return new Promise((resolve, reject) => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let watchdog;
    const watch = (/** @type {number} */ ms) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        void upload.abort(); // after which it says nothing more
        reject(new Unreachable());
      }, ms);
    };
    const end = (/** @type {() => void} */ settle) => {
      clearTimeout(watchdog);
      settle();
    };
    const pieceBytes = Math.min(file.size, SPEED.pieceBytes(PIECE_BYTES));
    const upload = new client.Upload(file, {
      endpoint: ENDPOINT,
      uploadUrl: uploadUrl || null,
      chunkSize: pieceBytes,
      metadata: metadataOf(photo),
      headers: guestHeaders(),
      // Our own queue handles retries and storage.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onBeforeRequest: async (request) => {
        if (request.getMethod() !== "PATCH") return;
        clearTimeout(watchdog); // a pause is no stall
        await SPEED.take(pieceBytes);
        watch(STALLED_MS);
      },
      onAfterResponse: checkAnswer,
      onUploadUrlAvailable: () => onUrl(upload.url ?? ""),
      // After the last piece, the answer waits until the server has made the pictures.
      onProgress: (sent, total) => watch(sent === total ? ANSWER_WITHIN_MS : STALLED_MS),
      onChunkComplete: (_, stored, total) => onProgress(total ? stored / total : 0),
      onSuccess: ({ lastResponse }) => {
        // All bytes have arrived, but the answer names no photo yet: ask again a little later.
        const photoId = lastResponse.getHeader("Partywall-Photo");
        end(() => (photoId ? resolve(photoId) : reject(new Refused(503, "BUSY", "", 1))));
      },
      onError: (error) => end(() => reject(meaningOf(error))),
    });
    watch(STALLED_MS);
    upload.start();
  });
}

/**
 * Refuse false answers (a captive portal's page) and answers that must not end the upload: the client would treat a
 * "slow down" in answer to its HEAD request as the upload's end.
 * @param {HttpRequest} request
 * @param {HttpResponse} response
 */
function checkAnswer(request, response) {
  if (!response.getHeader("Tus-Resumable")) throw new Unreachable();
  const status = response.getStatus();
  if (request.getMethod() !== "HEAD" || status < 400 || OVER.has(status)) return;
  throw new Refused(status, `HTTP_${status}`, "", secondsIn(response.getHeader("Retry-After")));
}

/**
 * @param {Error | DetailedError} error
 */
function meaningOf(error) {
  const cause = "causingError" in error ? error.causingError : null;
  if (cause instanceof Refused || cause instanceof Unreachable) return cause;
  const response = "originalResponse" in error ? error.originalResponse : null;
  if (!response) return new Unreachable();
  try {
    readAnswer(response.getStatus(), response.getBody(), response.getHeader("Retry-After") ?? null);
  } catch (refusal) {
    // The offset is another one, or the upload is over. The next try asks for it, and begins anew if needed.
    const isLost = refusal instanceof Refused && ["WRONG_OFFSET", "UPLOAD_GONE", "NOT_FOUND"].includes(refusal.code);
    if (isLost) return new Refused(503, "BUSY", "", 0);
    return refusal;
  }
  return new Unreachable();
}
