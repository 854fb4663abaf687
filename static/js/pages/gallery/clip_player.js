/** Plays the clip of the video that is shown large, over its picture, and lets go of it when it is left. */

import { freeVideo } from "../../helpers/free_video.js";
import { clipOf, rendition } from "../../helpers/photo.js";

/** @import { Photo } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

/** Where a browser's own controls lie, from the lower edge of a video, in px: there a finger seeks, it does not swipe. */
const CONTROLS_PX = 64;

export class ClipPlayer {
  #viewer;
  #find;
  #onFailed;
  /** @type {HTMLVideoElement | null} */
  #video = null;
  #url = "";
  /** Where it plays. @type {PhotoSwipe["currSlide"]} */
  #slide;
  /** The address of a clip that this browser could not play. */
  #failedUrl = "";

  /**
   * @param {PhotoSwipe} viewer
   * @param {(index: number) => Photo | null} find
   * @param {() => void} onFailed
   */
  constructor(viewer, find, onFailed) {
    this.#viewer = viewer;
    this.#find = find;
    this.#onFailed = onFailed;
  }

  connect() {
    const viewer = this.#viewer;
    viewer.on("openingAnimationEnd", () => this.update());
    viewer.on("change", () => this.update());
    viewer.on("contentResize", ({ content, width, height }) => {
      if (this.#video && content === this.#slide?.content) this.#size(width, height);
    });
    viewer.on("close", () => this.#video?.pause());
    viewer.on("destroy", () => this.#end());
    // A video is looked at as it is: what is tapped on it is meant for its controls.
    viewer.addFilter("isContentZoomable", (is, content) => is && this.#find(content.index)?.media !== "video");
    viewer.on("imageClickAction", (event) => this.#photo?.media === "video" && event.preventDefault());
    viewer.on("tapAction", (event) => event.originalEvent.target === this.#video && event.preventDefault());
    viewer.on("pointerDown", (event) => this.#isOnControls(event.originalEvent) && event.preventDefault());
    viewer.on("keydown", (event) => event.originalEvent.target === this.#video && event.preventDefault());
  }

  /** The name of the word that says why nothing moves; "" when there is nothing to say. */
  get note() {
    const photo = this.#photo;
    if (photo?.media !== "video") return "";
    const clip = clipOf(photo);
    if (!clip) return "clip-coming";
    return clip.url === this.#failedUrl ? "clip-failed" : "";
  }

  /** Play what is to be played now: the viewer has turned, or the clip has come. */
  update() {
    const { currSlide, opener } = this.#viewer;
    const photo = this.#photo;
    const clip = photo && clipOf(photo);
    // A video that was cut anew has another clip, and the one before is at no address any more.
    if (this.#slide !== currSlide || (clip && this.#video && clip.url !== this.#url)) this.#end();
    if (!opener.isOpen || !currSlide || !clip || this.note || this.#video) return;
    const video = document.createElement("video");
    Object.assign(video, { className: "clip", controls: true, muted: true, playsInline: true, preload: "auto" });
    video.poster = rendition(photo, "wall")?.url ?? "";
    video.src = this.#url = clip.url;
    video.addEventListener("error", () => {
      this.#failedUrl = clip.url;
      this.#end();
      this.#onFailed();
    });
    this.#video = video;
    this.#slide = currSlide;
    this.#size(currSlide.prevDisplayedWidth, currSlide.prevDisplayedHeight);
    currSlide.container.append(video);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) video.play().catch(() => {}); // its controls are there
  }

  get #photo() {
    return this.#find(this.#viewer.currIndex);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #size(width, height) {
    if (this.#video) Object.assign(this.#video, { width, height });
  }

  #end() {
    if (!this.#video) return;
    const video = this.#video;
    this.#video = null;
    video.remove();
    freeVideo(video);
  }

  /** @param {MouseEvent} event */
  #isOnControls({ target, clientY }) {
    if (!this.#video || target !== this.#video) return false;
    return clientY > this.#video.getBoundingClientRect().bottom - CONTROLS_PX;
  }
}
