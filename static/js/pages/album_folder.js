/**
 * The album as a folder: the gallery's viewer over the photos that stand in the page, and a search among them.
 * app/exports/linking.py makes one plain script of this and of what it imports.
 */

import { counted } from "../helpers/counted.js";
import { word } from "../helpers/words.js";
import { Gallery } from "../models/gallery.js";
import { Lightbox } from "./gallery/lightbox.js";
import { element } from "./parts/element.js";

/** @import { Photo } from "../types.js" */

const MARKS = /\p{M}/gu;
const ALL_THERE = { photos: [], before: null };

const nodes = [...document.querySelectorAll("li.photo")].filter((node) => node instanceof HTMLElement);
const sections = [...document.querySelectorAll(".folder__chapter")].filter((node) => node instanceof HTMLElement);
const find = element("#find", HTMLInputElement);
const found = element("#found", HTMLElement);
const chapters = element("#chapters", HTMLElement);

/** @type {Map<HTMLElement, string>} */
const texts = new Map();

/** What the viewer asks of the page. */
const page = {
  /** @param {string} id */
  image: (id) => nodeOf(id)?.querySelector("img") ?? null,
  /** @param {string} id */
  reveal: (id) => nodeOf(id)?.querySelector("a")?.focus(),
};

/** @param {string} id */
function nodeOf(id) {
  return nodes.find((node) => node.dataset["id"] === id) ?? null;
}

/**
 * @param {HTMLElement} node
 * @returns {Photo & {said: string[]}} with what was written under it
 */
function photoOf(node) {
  return JSON.parse(node.dataset["photo"] ?? "{}");
}

/**
 * Make texts alike that people take for the same.
 * @param {string} text
 */
function folded(text) {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase();
}

/** @param {HTMLElement} node */
function textOf(node) {
  let text = texts.get(node);
  if (text === undefined) {
    const { author, caption, tags, said } = photoOf(node);
    text = folded([author, caption, ...tags, ...said].join(" "));
    texts.set(node, text);
  }
  return text;
}

function search() {
  const wanted = folded(find.value).split(/\s+/).filter(Boolean);
  for (const node of nodes) node.hidden = !wanted.every((one) => textOf(node).includes(one));
  for (const section of sections) section.hidden = section.querySelector("li.photo:not([hidden])") === null;
  const count = nodes.filter((node) => !node.hidden).length;
  found.textContent = wanted.length === 0 ? "" : count === 0 ? word("nothing-found") : counted("found", count);
}

/** @param {HTMLElement} clicked */
async function open(clicked) {
  const shown = nodes.filter((node) => !node.hidden).map(photoOf);
  const gallery = new Gallery({ photos: shown, before: null }, () => Promise.resolve(ALL_THERE));
  await new Lightbox(gallery, page, () => {}).open(clicked.dataset["id"] ?? "");
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const node = target?.closest("a.photo__link")?.closest("li.photo");
  if (!(node instanceof HTMLElement)) return;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  void open(node);
});

for (const section of sections) {
  const heading = section.querySelector(".folder__heading");
  if (!heading) continue;
  const link = document.createElement("a");
  link.href = `#${section.id}`;
  link.dir = "auto";
  link.textContent = heading.textContent;
  chapters.append(link);
}
chapters.hidden = chapters.children.length < 2;
element("#search", HTMLElement).hidden = nodes.length === 0;
find.addEventListener("input", search);
// What a browser has kept in the field from the last time.
search();
