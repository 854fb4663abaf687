/** A slide on the whole wall: its words as large as they fit, its countdown and its numbers alive. */

import { ours } from "../helpers/base.js";
import { counted } from "../helpers/counted.js";
import { find } from "../helpers/find.js";
import { freeImage } from "../helpers/free_image.js";
import { timeLeft } from "../helpers/time_left.js";
import { word } from "../helpers/words.js";
import { writeText } from "../helpers/write_text.js";

/** @import { Slide, Numbers } from "../models/slides.js" */

const TICK_MS = 250;
const FADE_MS = 600;
/** Words begin as large as can be, in hundredths, and shrink until they fit. */
const LARGEST = 100;
const SMALLEST = 20;
const STEP = 4;
/** From this ratio on there is more room beside than below. */
const WIDE = 2.2;

export class WallSlide {
  #root;
  #slide;
  #all;
  #title;
  #words;
  #large;
  #below;
  #picture;
  #now;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #resized = new ResizeObserver(() => this.#fit());
  /** @type {Slide | null} */
  #on = null;
  /** @type {Numbers | null} */
  #numbers = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  /** @type {Animation | null} */
  #fade = null;

  /**
   * `now` tells the server's time; `onMissing` hears that the picture of the slide that is on did not come.
   * @param {HTMLElement} root
   * @param {{now: () => number, onMissing: () => void}} on
   */
  constructor(root, { now, onMissing }) {
    this.#root = root;
    this.#slide = find(root, "[data-slide]", HTMLElement);
    this.#all = find(this.#slide, "[data-slide-all]", HTMLElement);
    this.#title = find(this.#slide, "[data-slide-title]", HTMLElement);
    this.#words = find(this.#slide, "[data-slide-words]", HTMLElement);
    this.#large = find(this.#slide, "[data-slide-large]", HTMLElement);
    this.#below = find(this.#slide, "[data-slide-below]", HTMLElement);
    this.#picture = find(this.#slide, "[data-slide-picture]", HTMLImageElement);
    this.#now = now;
    // A picture that does not come has no turn.
    this.#picture.addEventListener("error", () => this.#on?.kind === "picture" && onMissing());
    this.#resized.observe(this.#slide);
  }

  /** @param {Slide} slide */
  show(slide) {
    const isFirst = this.#on === null;
    clearInterval(this.#ticking);
    this.#on = slide;
    this.#root.dataset.slideKind = slide.kind;
    this.#slide.dataset.id = slide.id;
    writeText(this.#title, slide.title || (slide.kind === "code" || slide.kind === "task" ? word(`slide-${slide.kind}`) : ""));
    writeText(this.#words, slide.kind === "task" ? (this.#numbers?.task ?? "") : slide.words);
    if (slide.kind === "picture") this.#picture.src = pictureOf(slide);
    else freeImage(this.#picture);
    this.#write();
    this.#slide.hidden = false;
    this.#fit();
    this.#fade?.cancel();
    if (isFirst && !this.#calm.matches) this.#fade = this.#slide.animate({ opacity: [0, 1] }, FADE_MS);
    if (slide.kind === "countdown") this.#ticking = setInterval(() => this.#write(), TICK_MS);
  }

  /** @param {Slide} slide */
  canShow(slide) {
    return slide.kind !== "task" || Boolean(this.#numbers?.task);
  }

  hide() {
    clearInterval(this.#ticking);
    this.#on = null;
    this.#fade?.cancel();
    this.#fade = null;
    const gone = () => {
      this.#slide.hidden = true;
      delete this.#root.dataset.slideKind;
      delete this.#slide.dataset.id;
      freeImage(this.#picture);
    };
    if (this.#calm.matches || this.#slide.hidden) return gone();
    // Until it has faded nobody else counts on it: another slide, or the same, may come meanwhile.
    this.#fade = this.#slide.animate({ opacity: [1, 0] }, FADE_MS);
    this.#fade.onfinish = () => {
      if (!this.#on) gone();
    };
  }

  /** @param {Numbers | null} numbers */
  setNumbers(numbers) {
    this.#numbers = numbers;
    if (this.#on?.kind === "number") this.#write();
  }

  #write() {
    const slide = this.#on;
    if (!slide) return;
    const { large, below } = this.#alive(slide);
    if (this.#large.textContent !== large) writeText(this.#large, large);
    if (this.#below.textContent !== below) writeText(this.#below, below);
  }

  /** Return what a slide says that changes while it is on. @param {Slide} slide */
  #alive(slide) {
    if (slide.kind === "countdown") {
      const { days, clock } = timeLeft(Date.parse(slide.at) - this.#now());
      return days > 0 ? { large: written(days), below: counted("slide-days", days) } : { large: clock, below: "" };
    }
    if (slide.kind !== "number") return { large: "", below: "" };
    const { photos, guests } = this.#numbers ?? { photos: 0, guests: 0, task: "" };
    const from = counted("slide-guests", guests, { count: written(guests) });
    return { large: written(photos), below: `${counted("slide-photos", photos)} ${from}` };
  }

  /** Make everything as large as the screen lets it be. */
  #fit() {
    if (!this.#on) return;
    const { clientWidth, clientHeight } = this.#slide;
    this.#slide.dataset["shape"] = clientWidth < clientHeight ? "upright" : clientWidth > WIDE * clientHeight ? "wide" : "usual";
    for (let size = LARGEST; size >= SMALLEST; size -= STEP) {
      this.#slide.style.setProperty("--fit", String(size / LARGEST));
      const isTooLarge =
        this.#slide.scrollHeight > this.#slide.clientHeight + 1 || this.#all.scrollWidth > this.#all.clientWidth + 1;
      if (!isTooLarge) return;
    }
  }
}

/** @param {Slide} slide */
export function pictureOf({ id, version }) {
  return ours(`/api/slides/${id}/picture?version=${version}`);
}

/** @param {number} count */
function written(count) {
  return new Intl.NumberFormat(document.documentElement.lang).format(count);
}
