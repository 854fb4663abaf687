/** The photo that is to be decided about, large: its picture or clip, whose it is, and why it waits. */

import { clipOf, rendition } from "../../helpers/photo.js";
import { placeholderUrl } from "../../helpers/placeholder.js";
import { when } from "../../helpers/when.js";
import { word } from "../../helpers/words.js";
import { counted } from "../../helpers/counted.js";
import { element } from "../parts/element.js";

/** @import { WaitingPhoto } from "../../types.js" */

const MS_PER_S = 1000;

export class Large {
  #card = element("#card", HTMLElement);
  #frame = element("#card-frame", HTMLElement);
  #who = element("#card-who", HTMLElement);
  #caption = element("#card-caption", HTMLElement);
  #time = element("#card-time", HTMLTimeElement);
  #before = element("#card-before", HTMLElement);
  #why = element("#card-why", HTMLElement);
  /** @type {WaitingPhoto | null} */
  #photo = null;

  get photo() {
    return this.#photo;
  }

  get card() {
    return this.#card;
  }

  /** @param {WaitingPhoto | null} photo */
  show(photo) {
    const isSame = photo !== null && this.#photo?.id === photo.id && pictureOf(this.#photo) === pictureOf(photo);
    this.#photo = photo;
    this.#card.hidden = photo === null;
    if (!photo) {
      delete this.#card.dataset["photo"];
      this.#frame.replaceChildren();
      return;
    }
    const who = photo.author || word("somebody");
    const time = when(photo.created_at, document.documentElement.lang);
    this.#card.dataset["photo"] = photo.id;
    this.#who.textContent = who;
    this.#caption.textContent = photo.caption;
    this.#caption.hidden = photo.caption === "";
    this.#time.textContent = time;
    this.#time.dateTime = photo.created_at;
    this.#before.textContent = photo.shown_before > 0 ? counted("shown-before", photo.shown_before) : word("first-one");
    if (!isSame) this.#frame.replaceChildren(pictureNode(photo, word("photo-of", { who, time })));
    this.tick();
  }

  /** Say anew in how many seconds it shows itself. */
  tick() {
    const photo = this.#photo;
    if (!photo) return;
    const leftS = photo.release_at ? Math.ceil((Date.parse(photo.release_at) - Date.now()) / MS_PER_S) : null;
    this.#card.dataset["held"] = String(leftS !== null);
    const reports = Object.entries(photo.reports ?? {});
    if (reports.length > 0) {
      const isOn = photo.state === "shown" ? [word("still-shown")] : [];
      this.#why.textContent = [...isOn, ...reports.map(([why, count]) => counted(`report-${why}`, count))].join(" · ");
    } else if (leftS === null) this.#why.textContent = whyWords(photo);
    else this.#why.textContent = leftS > 0 ? counted("shows-itself", leftS) : word("shows-itself-now");
  }
}

/** @param {WaitingPhoto} photo */
function whyWords({ reason, nudity }) {
  if (reason === "nudity" && nudity === null) return word("why-nudity-unable");
  return word(`why-${reason || "approval"}`, { percent: String(Math.round((nudity ?? 0) * 100)) });
}

/** @param {WaitingPhoto} photo */
export function pictureOf(photo) {
  return clipOf(photo)?.url ?? rendition(photo, "wall")?.url ?? "";
}

/**
 * @param {WaitingPhoto} photo
 * @param {string} description
 */
function pictureNode(photo, description) {
  const clip = clipOf(photo);
  const poster = rendition(photo, "wall") ?? rendition(photo, "thumb");
  if (clip) {
    const video = document.createElement("video");
    Object.assign(video, { src: clip.url, controls: true, muted: true, playsInline: true, loop: true, autoplay: true });
    if (poster) video.poster = poster.url;
    video.setAttribute("aria-label", description);
    return video;
  }
  const image = new Image(poster?.width ?? photo.width, poster?.height ?? photo.height);
  const placeholder = placeholderUrl(photo.placeholder);
  if (placeholder) image.style.backgroundImage = `url("${placeholder}")`;
  image.alt = description;
  image.draggable = false;
  // The picture has edges of its own; what stood for it would look out from behind them.
  image.addEventListener("load", () => (image.style.backgroundImage = ""), { once: true });
  image.src = poster?.url ?? "";
  return image;
}
