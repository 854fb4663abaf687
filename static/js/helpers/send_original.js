/** Send a photo's original in pieces that survive a cut, by tus (https://tus.io/protocols/resumable-upload). */

import { ours } from "./base.js";
import { guestHeaders } from "./guest_pass.js";
import { readAnswer, Refused, secondsIn, Unreachable } from "./http.js";
import { SPEED } from "./speed_limit.js";
import { ANSWER_WITHIN_MS, checkReadable, metadataOf, STALLED_MS } from "./send_photo.js";

/** @import { DetailedError, HttpRequest, HttpResponse } from "tus-js-client" */

const ENDPOINT = ours("/api/uploads");
/**
 * A piece takes 8 s at 1 Mbit/s. Our server counts every byte that arrived before a cut, but a proxy on the way
 * may hold a request back until it is whole, or let no larger one through: then this is what a cut costs.
 */
const PIECE_BYTES = 1024 * 1024;
/** What says that an upload is over; the client then begins a new one. */
const OVER = new Set([404, 410]);

let failedLoads = 0;

/** Load the client when the first original goes: it is larger than the rest of the page. */
async function tusClient() {
  try {
    if (failedLoads === 0) await import("../../vendor/tus/tus.js");
    // A browser remembers that an address did not load, and would not ask for it again.
    else await import(`../../vendor/tus/tus.js?again=${failedLoads}`);
  } catch {
    failedLoads += 1;
    throw new Unreachable();
  }
  return globalThis.tus;
}

/**
 * Send on from where the server is; begin anew when it has forgotten the upload. Ends when the original is kept,
 * with the id of its photo.
 * `onUrl` hears where the upload goes on after a break, `onProgress` the part that the server has stored.
 * Throws Refused, Unreachable or Unreadable.
 * @param {{file: File, author: string, caption: string, key: string, uploadUrl: string, consent?: string,
 *   isPrivate?: boolean, task?: string}} photo
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
      // When to try again, and what to remember, is our queue's business.
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
      // Once a piece has left, the last one's answer waits for the server to make the pictures.
      onProgress: (sent, total) => watch(sent === total ? ANSWER_WITHIN_MS : STALLED_MS),
      onChunkComplete: (_, stored, total) => onProgress(total ? stored / total : 0),
      onSuccess: ({ lastResponse }) => {
        // All bytes are there, but without a photo's name they are not a photo yet: asked again a little later.
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
 * Refuse what only looks like an answer (a captive portal's page), and what must not end the upload: the client
 * itself would take a hint to slow down, given to its question how far it is, for the upload's end.
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
    // The upload is elsewhere than we thought, or over: the next try asks where it is, and begins anew if it must.
    const isLost = refusal instanceof Refused && ["WRONG_OFFSET", "UPLOAD_GONE", "NOT_FOUND"].includes(refusal.code);
    if (isLost) return new Refused(503, "BUSY", "", 0);
    return refusal;
  }
  return new Unreachable();
}
