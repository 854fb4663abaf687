/** The host's page, "Screens": the slides between the photos, in their order, each to switch, move and change. */

import { counted } from "../helpers/counted.js";
import { Refused } from "../helpers/http.js";
import { newPhotoKey } from "../helpers/photo_key.js";
import { sendPhoto, Unreadable } from "../helpers/send_photo.js";
import { when } from "../helpers/when.js";
import { word } from "../helpers/words.js";
import { HostSlides } from "../models/host_slides.js";
import { askAsHost } from "./admin/asking.js";
import { SlideForm } from "./admin/slide_form.js";
import { element } from "./parts/element.js";
import { reason } from "./parts/reason.js";

/** @import { Slide } from "../models/slides.js" */

const LOOK_EVERY_MS = 5_000;
const CHANGED = "SLIDES_CHANGED";
const LONGEST_NAME = 40;

const fold = element("#screens-fold", HTMLDetailsElement);
const list = element("#slides-list", HTMLOListElement);
const said = element("#slides-said", HTMLElement);
const add = element("#slides-add", HTMLButtonElement);

const slides = new HostSlides(askAsHost);
const form = new SlideForm({
  onSave: (slide, words) =>
    done(async () => {
      const whole = { ...words, photo: form.file ? await sent(form.file) : words.photo };
      await (slide ? slides.change(slide, whole) : slides.add(whole));
    }, "slide-saved"),
  onDelete: (slide) => done(() => slides.remove(slide), "slide-deleted"),
  onClose: () => {
    add.hidden = false;
    const edited = form.slide && list.querySelector(`[data-id="${form.slide.id}"] .slides__edit`);
    (edited instanceof HTMLElement ? edited : add).focus();
  },
});
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Look now, and again while somebody looks at this. */
async function look() {
  clearTimeout(timer);
  if (!fold.open || document.visibilityState !== "visible") return;
  try {
    if (await slides.look()) show();
    add.disabled = slides.isFull;
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
  }
  clearTimeout(timer);
  timer = setTimeout(() => void look(), LOOK_EVERY_MS);
}

/**
 * Do something, say what came of it, and show how it is now.
 * @param {() => Promise<unknown> | null} work
 * @param {string} saying
 */
async function done(work, saying) {
  let isDone = false;
  try {
    await work();
    isDone = true;
    said.textContent = word(saying);
  } catch (error) {
    said.textContent = error instanceof Unreadable ? word("slide-unreadable") : reason(error, "away");
    if (error instanceof Refused && error.code === CHANGED) await showAnew();
  }
  await look();
  return isDone;
}

/** Send a slide's picture, as a photo that only the hosts see; return its id. @param {File} file */
async function sent(file) {
  said.textContent = word("slide-sending");
  const { id } = await sendPhoto({ file, caption: "", key: newPhotoKey(), isPrivate: true, ...form.sender }, null, () => {});
  return id;
}

/** Somebody else was faster: the form begins again from what they wrote. */
async function showAnew() {
  await slides.look();
  show();
  const now = form.slide && slides.find(form.slide.id);
  if (form.isOpen && now) form.open(now);
}

function show() {
  const focused = document.activeElement;
  const row = focused instanceof HTMLElement && list.contains(focused) ? focused.closest("li") : null;
  const id = row?.dataset["id"];
  const part = focused?.classList.item((focused?.classList.length ?? 1) - 1);
  list.replaceChildren(...slides.all.map((slide, at) => rowOf(slide, at === 0)));
  const again = id && part && list.querySelector(`[data-id="${id}"] .${part}`);
  if (again instanceof HTMLElement) again.focus();
}

/**
 * @param {Slide} slide
 * @param {boolean} isFirst
 */
function rowOf(slide, isFirst) {
  const copy = /** @type {DocumentFragment} */ (element("#slide-row", HTMLTemplateElement).content.cloneNode(true));
  const row = element("li", HTMLLIElement, copy);
  const name = nameOf(slide);
  row.dataset["id"] = slide.id;
  element(".slides__name", HTMLElement, row).textContent = name;
  element(".slides__when", HTMLElement, row).textContent = whenOf(slide).join(" · ");
  const on = element(".slides__on", HTMLInputElement, row);
  on.checked = slide.is_on;
  on.setAttribute("aria-label", word("slide-on-it", { name }));
  on.addEventListener("change", () => {
    const saying = on.checked ? "slide-switched-on" : "slide-switched-off";
    void done(() => slides.change(slide, { is_on: on.checked }), saying).then((isDone) => {
      if (!isDone) on.checked = slide.is_on;
    });
  });
  const up = element(".slides__up", HTMLButtonElement, row);
  up.setAttribute("aria-label", word("slide-up-it", { name }));
  up.disabled = isFirst;
  up.addEventListener("click", () => void done(() => slides.moveUp(slide.id), "slide-moved"));
  const edit = element(".slides__edit", HTMLButtonElement, row);
  edit.setAttribute("aria-label", word("slide-edit-it", { name }));
  edit.addEventListener("click", () => open(slide));
  return row;
}

/** @param {Slide} slide */
function nameOf({ title, words, kind }) {
  return title || words.replaceAll("\n", " ").slice(0, LONGEST_NAME) || word(`slide-${kind}`);
}

/**
 * Return what is worth knowing of a slide: its kind, how often it comes and when.
 * @param {Slide} slide
 */
function whenOf({ kind, title, every, seconds, at, from, until, is_on }) {
  const moment = (/** @type {string} */ iso) => when(iso, document.documentElement.lang);
  const now = new Date().toISOString();
  const what = title ? [word(`slide-${kind}`)] : [];
  if (!is_on) what.push(word("slide-off"));
  what.push(counted("slide-every", every), counted("slide-seconds", seconds));
  if (at) what.push(word("slide-to", { time: moment(at) }));
  if (from && from > now) what.push(word("slide-from", { time: moment(from) }));
  const isOver = (until && until <= now) || (at && at <= now);
  if (isOver) what.push(word("slide-over"));
  else if (until) what.push(word("slide-until", { time: moment(until) }));
  return what;
}

/** @param {Slide | null} slide */
function open(slide) {
  said.textContent = "";
  add.hidden = true;
  form.open(slide);
}

add.addEventListener("click", () => open(null));
fold.addEventListener("toggle", () => void look());
document.addEventListener("visibilitychange", () => void look());
void look();
