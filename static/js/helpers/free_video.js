/** Lets go of a video: of the bytes it has, of those on their way, and of the decoder, of which phones have few. */

/** @param {HTMLVideoElement} video */
export function freeVideo(video) {
  video.pause();
  video.removeAttribute("src");
  // Without this the browser keeps the file that it had (WHATWG HTML 4.8.11.19, best practices for authors).
  video.load();
}
