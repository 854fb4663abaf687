/**
 * Sends the photos that a closed tab has left, with the same queue as on the page but only a worker's means.
 *
 * A photo belongs to one living tab, and this counts as one while it runs. An upload page that opens has priority.
 * If it cannot finish, it leaves the rest for the next tab and throws. Then the browser tries again later.
 */

import { ours } from "../helpers/base.js";
import { connection } from "../helpers/connection.js";
import { ask } from "../helpers/http.js";
import { isWorthCopying } from "../helpers/draw_copy.js";
import { keptSettings } from "../helpers/kept_photos.js";
import { newPhotoKey } from "../helpers/photo_key.js";
import { sendOriginalByFetch, showByFetch } from "../helpers/send_by_fetch.js";
import { LEFT } from "../helpers/send_tag.js";
import { SPEED } from "../helpers/speed_limit.js";
import { isVideo } from "../helpers/video_file.js";
import { copyPx, originalsWaitFor, settingsFrom } from "../models/sending_settings.js";
import { isUnfinished } from "../models/upload.js";
import { UploadQueue } from "../models/upload_queue.js";
import { UploadStore } from "../models/upload_store.js";
import { GoesWhole, noteUploadUrl } from "../models/upload_step.js";

/** @import { Upload } from "../models/upload.js" */

const SENDING_PAGE = ours("/upload");
/** The tab that asked may just be closing. */
const TAB_ENDS_MS = 20_000;
/** Browsers end a worker that takes longer than a few minutes. What was sent by then counts. */
const MOST_MS = 150_000;

/** A page that is loaded again is away for a moment. */
const RELOADS_MS = 1_000;

/** @typedef {{url: string, postMessage: (message: unknown) => void}} Page */

/** @param {() => Promise<Page[]>} pages all that are open */
export async function finishSending(pages) {
  const store = await UploadStore.open();
  if (!store) return;
  let isDone = false;
  try {
    await store.untilLeft(TAB_ENDS_MS);
    await new Promise((resolve) => setTimeout(resolve, RELOADS_MS));
    const isAlone = async () => !(await pages()).some(({ url }) => new URL(url).pathname === SENDING_PAGE);
    if (await isAlone()) {
      const { uploads, elsewhere } = await store.adopt();
      isDone = (await sendAll(store, uploads, isAlone)) && elsewhere === 0;
    }
  } finally {
    store.close();
    for (const page of await pages()) page.postMessage(LEFT);
  }
  if (!isDone) throw new Error("some photos are still to be sent");
}

/**
 * Send until all is stored or something must be waited for. Return whether all is stored.
 * @param {UploadStore} store
 * @param {Upload[]} uploads
 * @param {() => Promise<boolean>} isAlone
 */
async function sendAll(store, uploads, isAlone) {
  const settings = settingsFrom(await keptSettings());
  const px = copyPx(settings);
  SPEED.kbits = settings.kbits;
  store.keepsSent = settings.keepsSent;
  const ends = Date.now() + MOST_MS;
  /** @type {Promise<unknown>} */
  let noted = Promise.resolve();
  const keep = (/** @type {Upload} */ upload) => void (noted = noted.then(() => store.note(upload)));
  const sendOriginal = (/** @type {Upload} */ upload, /** @type {(part: number) => void} */ onProgress) =>
    sendOriginalByFetch(upload, onProgress, (url) => void (noteUploadUrl(upload, url) && keep(upload)));
  await new Promise((resolve) => {
    const queue = new UploadQueue({
      show: async (upload, onProgress) => {
        if (!isVideo(upload.file) && (px || !isWorthCopying(upload.file))) return showByFetch(upload, px);
        // The guest wants the original first, or there is no player here that could draw a frame of it.
        if (!upload.goesWhole) throw new GoesWhole();
        return (await ask(`/api/photo/${await sendOriginal(upload, onProgress)}`)).photo;
      },
      sendOriginal,
      mayGo: async (upload) => Date.now() < ends && (await isAlone()) && store.isOurs(upload),
      keep,
      author: () => "",
      consent: () => "",
      isPrivate: () => false,
      task: () => "",
      makeKey: newPhotoKey,
      flawOf: () => "",
      // Looked at when the queue has decided what comes next.
      onChange: () => setTimeout(() => queue.isAtRest && resolve(undefined)),
      onOpenness: () => {},
      onGone: () => {},
    });
    queue.holdsOriginals = originalsWaitFor(settings, connection()) !== "";
    queue.restore(uploads);
  });
  await noted;
  return !uploads.some((upload) => upload.state !== "picked" && isUnfinished(upload));
}
