/** Frees a video: its bytes, its downloads, and its decoder, of which phones have few. */

/** @param {HTMLVideoElement} video */
export function freeVideo(video) {
  video.pause();
  video.removeAttribute("src");
  // Without this the browser keeps the file that it had (WHATWG HTML 4.8.11.19, best practices for authors).
  video.load();
}
