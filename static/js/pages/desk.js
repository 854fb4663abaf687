/** The desk: waiting photos, one of them large, to decide about by thumb or keys. */

import { counted } from "../helpers/counted.js";
import { retryDelayMs } from "../helpers/jitter.js";
import { word } from "../helpers/words.js";
import { Feed } from "../models/feed.js";
import { WaitingQueue } from "../models/waiting_queue.js";
import { askAsHost } from "./admin/asking.js";
import { Toast } from "./admin/toast.js";
import { CommentsList } from "./desk/comments.js";
import { Large, pictureOf } from "./desk/large.js";
import { NewPicturesList } from "./desk/new_pictures.js";
import { NewWordsList } from "./desk/new_words.js";
import { Strip } from "./desk/strip.js";
import { swipe } from "./desk/swipe.js";
import { proveGone } from "./parts/prove_gone.js";
import { Panic } from "./parts/panic.js";
import { element } from "./parts/element.js";
import { showParty } from "./parts/party_state.js";
import { agoWords, titled } from "./parts/ago_words.js";
import { reason } from "./parts/reason.js";

/** @import { Decision } from "../models/waiting_queue.js" */
/** @import { WaitingComment, WaitingPhoto, WaitingVersion, WaitingWords } from "../types.js" */

/** Changes that come together are asked for once. */
const SOON_MS = 200;
const TICK_MS = 1000;
/** Pictures that are fetched ahead of their turn. */
const AHEAD = 3;
/** @type {Record<string, Decision>} */
const KEYS = { a: "approve", r: "refuse", h: "stop" };

const desk = element("#desk", HTMLElement);
const state = element("#queue-state", HTMLElement);
const none = element("#none", HTMLElement);
const unchecked = element("#unchecked", HTMLElement);
const ways = element("#ways", HTMLElement);
const trouble = element("#trouble", HTMLElement);
const several = element("#several", HTMLButtonElement);
const refusal = element("#refusal", HTMLDialogElement);
const refusalWords = element("#refusal-words", HTMLInputElement);
const undoButton = element("#undo-last", HTMLButtonElement);
const title = document.title;

const toast = new Toast();
const large = new Large();
const strip = new Strip(element("#strip", HTMLElement), tapped);
const queue = new WaitingQueue({ ask: askAsHost, onChange: show });
const newWords = new NewWordsList((what, words) => void decideWords(what, words));
const newPictures = new NewPicturesList((what, picture) => void decidePicture(what, picture));
const comments = new CommentsList((what, comment) => void decideComment(what, comment));
const panic = new Panic({ ask: askAsHost, say: (sentence) => toast.show(sentence), add: (sentence, more) => toast.add(sentence, more), fail: (error) => reason(error, "away") });
/** @type {Set<string> | null} */
let chosen = null;
/** The photo that somebody has turned to, else the oldest. */
let currentId = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let failures = 0;
/** @type {Map<string, HTMLImageElement>} */
const ahead = new Map();

const feed = new Feed({
  cursor: Number(desk.dataset["cursor"]),
  pausesWhenHidden: false,
  onPhoto: soon,
  onWaiting: soon,
  onGone: soon,
  onParty: (party) => {
    showParty(party);
    panic.show(party);
    soon();
  },
  onReset: soon,
});

function soon() {
  timer ??= setTimeout(() => {
    timer = undefined;
    void load();
  }, SOON_MS);
}

async function load() {
  try {
    await queue.load();
    failures = 0;
    trouble.hidden = true;
  } catch (error) {
    trouble.textContent = reason(error, "not-loaded");
    trouble.hidden = false;
    failures += 1;
    setTimeout(() => void load(), retryDelayMs(failures));
  }
}

function current() {
  return queue.photos.find(({ id }) => id === currentId) ?? queue.photos[0] ?? null;
}

function show() {
  const photo = current();
  currentId = photo?.id ?? "";
  if (chosen) chosen = new Set([...chosen].filter((id) => queue.photos.some((one) => one.id === id)));
  large.show(photo);
  strip.show(queue.photos, currentId, chosen);
  newWords.show(queue.words);
  newPictures.show(queue.pictures);
  comments.show(queue.comments);
  const { why, then } = queue.unchecked;
  unchecked.hidden = why === "";
  if (why) unchecked.textContent = word(`unchecked-${why}-${then}`);
  none.hidden = photo !== null || queue.words.length > 0 || queue.pictures.length > 0 || queue.comments.length > 0;
  ways.hidden = photo === null;
  several.hidden = queue.photos.length < 2;
  undoButton.disabled = !queue.canUndo;
  for (const button of waysButtons()) button.disabled = false;
  element("[data-do='stop']", HTMLButtonElement).hidden = !photo?.release_at && !chosen;
  element("#of-guest", HTMLElement).hidden = !photo || queue.photos.filter(({ guest }) => guest === photo.guest).length < 2;
  tick();
  fetchAhead();
}

function tick() {
  large.tick();
  const ago = queue.oldestAt ? agoWords(queue.oldestAt) : "";
  document.title = titled(title, queue.count, ago);
  const count = chosen ? counted("chosen", chosen.size) : counted("waiting", queue.count, { ago });
  const others = queue.words.length > 0 ? "words" : queue.pictures.length > 0 ? "pictures" : "comments";
  const othersCount = queue.words.length || queue.pictures.length || queue.comments.length;
  if (queue.photos.length === 0 && othersCount > 0) state.textContent = counted(others, othersCount);
  else state.textContent = queue.count > 0 ? count : word("nothing-waits");
}

function fetchAhead() {
  const next = queue.photos.slice(0, AHEAD + 1).filter(({ id }) => id !== currentId);
  for (const id of ahead.keys()) if (!next.some((photo) => photo.id === id)) ahead.delete(id);
  for (const photo of next) {
    if (ahead.has(photo.id)) continue;
    const image = new Image();
    image.src = pictureOf(photo);
    ahead.set(photo.id, image);
  }
}

function waysButtons() {
  return /** @type {NodeListOf<HTMLButtonElement>} */ (ways.querySelectorAll("button"));
}

/** @param {string} id */
function tapped(id) {
  if (chosen) chosen.has(id) ? chosen.delete(id) : chosen.add(id);
  else currentId = id;
  show();
}

/** @returns {WaitingPhoto[]} */
function meant() {
  const photo = current();
  if (chosen) return queue.photos.filter(({ id }) => chosen?.has(id));
  return photo ? [photo] : [];
}

/**
 * @param {Decision} what
 * @param {string} [words]
 */
async function decide(what, words = "") {
  const photos = meant();
  if (photos.length === 0) return;
  if (what === "stop" && photos.every(({ release_at }) => !release_at)) return;
  // The one after it has its turn, also where somebody has turned to one in the middle.
  const rest = queue.photos.filter((photo) => !photos.includes(photo));
  const place = queue.photos.findIndex(({ id }) => id === photos[0]?.id);
  if (what !== "stop") currentId = (rest[Math.min(place, rest.length - 1)] ?? rest[0])?.id ?? "";
  setChoosing(false);
  await tried(async () => {
    const missed = await queue.decide(what, photos, words);
    if (missed > 0) toast.show(counted("missed", missed));
    else toast.show(counted(`done-${what}`, photos.length), what === "stop" ? null : () => void undo());
    // They are taken down in this order, so that the last one is gone last.
    const last = photos.filter(({ state }) => state === "shown").at(-1);
    if (what === "refuse" && missed === 0 && last) prove(last.id, counted("done-refuse", photos.length));
  });
}

/**
 * Say behind a sentence from how many screens a photo is gone that guests had reported.
 * @param {string} id
 * @param {string} sentence
 */
function prove(id, sentence) {
  proveGone(id, { ask: askAsHost, say: (more) => toast.add(sentence, more) });
}

/**
 * @param {"approve" | "refuse"} what
 * @param {WaitingWords} words
 */
async function decideWords(what, words) {
  await tried(async () => {
    const wasLate = await queue.decideWords(what, words);
    toast.show(wasLate ? counted("missed", 1) : word(`words-${what}`));
  });
}

/**
 * @param {"approve" | "refuse"} what
 * @param {WaitingVersion} picture
 */
async function decidePicture(what, picture) {
  await tried(async () => {
    const wasLate = await queue.decidePicture(what, picture);
    toast.show(wasLate ? counted("missed", 1) : word(`pictures-${what}`));
  });
}

/**
 * @param {"show" | "hide"} what
 * @param {WaitingComment} waiting
 */
async function decideComment(what, waiting) {
  await tried(async () => {
    await queue.decideComment(what, waiting);
    toast.show(word(`comments-${what}`));
  });
}

/**
 * @param {Decision} what
 * @param {{guest: string} | {older_than_s: number}} which
 */
async function decideAll(what, which) {
  await tried(async () => {
    const count = await queue.decideAll(what, which);
    if (count > 0) toast.show(counted(`done-${what}`, count), () => void undo());
    else toast.show(word("none-of-them"));
  });
}

async function undo() {
  await tried(async () => {
    const count = await queue.undo();
    if (count > 0) toast.show(counted("undone", count));
  });
}

/** @param {() => Promise<void>} work */
async function tried(work) {
  try {
    await work();
  } catch (error) {
    toast.show(reason(error, "away"));
    soon();
  }
}

/** @param {boolean} isChoosing */
function setChoosing(isChoosing) {
  chosen = isChoosing ? new Set() : null;
  several.setAttribute("aria-pressed", String(isChoosing));
  show();
}

/** @param {number} by */
function turn(by) {
  const place = queue.photos.findIndex(({ id }) => id === currentId);
  const next = queue.photos[Math.min(Math.max(place + by, 0), queue.photos.length - 1)];
  if (next) currentId = next.id;
  show();
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-do]"))) {
  button.addEventListener("click", () => void decide(/** @type {Decision} */ (button.dataset["do"])));
}
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-all]"))) {
  button.addEventListener("click", () => {
    const what = /** @type {Decision} */ (button.dataset["all"]);
    const guest = current()?.guest ?? "";
    const age = Number(button.dataset["olderThanS"]);
    void decideAll(what, button.dataset["olderThanS"] ? { older_than_s: age } : { guest });
    element("#more", HTMLDetailsElement).open = false;
  });
}
element("#refuse-with-words", HTMLButtonElement).addEventListener("click", () => refusal.showModal());
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (refusal.querySelectorAll("[data-words]"))) {
  button.addEventListener("click", () => {
    refusalWords.value = button.textContent?.trim() ?? "";
    refusalWords.focus();
  });
}
refusal.addEventListener("close", () => {
  if (refusal.returnValue === "refuse") void decide("refuse", refusalWords.value);
  refusal.returnValue = "";
});
several.addEventListener("click", () => setChoosing(!chosen));
undoButton.addEventListener("click", () => void undo());
swipe(large.card, (to) => void decide(to === "end" ? "approve" : "refuse"));
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select, dialog[open]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  const what = KEYS[key];
  if (what) void decide(what);
  else if (key === "u") void undo();
  else if (key === "arrowright" || key === "arrowdown") turn(1);
  else if (key === "arrowleft" || key === "arrowup") turn(-1);
  else return;
  event.preventDefault();
});
setInterval(tick, TICK_MS);

window.addEventListener("pagehide", () => feed.disconnect());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    feed.connect();
    void load();
  }
});
feed.connect();
void load();
