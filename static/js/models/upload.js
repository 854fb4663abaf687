/** One picked photo on its way, as plain data: the queue changes it, the page shows it. */

/** @import { Photo } from "../types.js" */

/**
 * `key` is made once, when the photo is picked: a try whose answer was lost, tried again, stays one photo.
 * `progress` goes from 0 to 1 while sending; `message` is what the server said against it, `reason` what we say.
 * `savedCaption` is the caption as the server has it, once the photo is sent.
 * @typedef {{key: string, file: File, caption: string, savedCaption: string,
 *   state: "picked" | "waiting" | "sending" | "sent" | "failed",
 *   progress: number, message: string, reason: "" | "too-large" | "unreadable", mayRetry: boolean,
 *   tries: number, wasRenewed: boolean, photo: Photo | null}} Upload
 */

/**
 * Return the upload of a file that was just picked; one over `maxBytes` has failed before it could be sent.
 * @param {File} file
 * @param {string} key
 * @param {number} maxBytes
 * @returns {Upload}
 */
export function newUpload(file, key, maxBytes) {
  const isTooLarge = file.size > maxBytes;
  return {
    key,
    file,
    caption: "",
    savedCaption: "",
    state: isTooLarge ? "failed" : "picked",
    progress: 0,
    message: "",
    reason: isTooLarge ? "too-large" : "",
    mayRetry: false,
    tries: 0,
    wasRenewed: false,
    photo: null,
  };
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
