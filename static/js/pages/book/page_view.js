/** Draws a page of the book as it will be printed: the server's boxes in mm, as parts of the page's sides. */

import { word } from "../../helpers/words.js";

/**
 * @typedef {{id: string, author: string, caption: string, card: boolean, small: string, large: string, width: number, height: number, focus: number[]}} Photo
 * @typedef {{photo: string, box: number[], words: number[] | null}} Place
 * @typedef {{kind: string, number: number, heading: string, places: Place[], columns: {name: string, pages: string}[][]}} Page
 * @typedef {{width: number, height: number, margin: number, title: string, day: string}} Sheet
 */

const WIDE_ENOUGH = 0.5;
/* From here on a thumb is too small for its place. */
const PERCENT = 100;

/**
 * @param {Page} page
 * @param {Sheet} sheet
 * @param {Map<string, Photo>} photos
 * @returns {HTMLElement}
 */
export function pageNode(page, sheet, photos) {
  const node = made("div", `sheet sheet--${page.kind}`);
  node.style.aspectRatio = `${sheet.width} / ${sheet.height}`;
  if (page.heading) {
    const heading = made("p", "sheet__heading", page.heading);
    place(heading, [sheet.margin, sheet.margin, sheet.width - 2 * sheet.margin, 20], sheet);
    node.append(heading);
  }
  for (const one of page.places) {
    const photo = photos.get(one.photo);
    if (!photo) continue;
    node.append(pictureNode(photo, one, page, sheet));
    if (one.words) node.append(wordsNode(photo, one.words, sheet));
  }
  if (page.kind === "cover") node.append(coverWords(page, sheet));
  else node.append(numberNode(page, sheet));
  if (page.columns.length > 0) node.append(columnsNode(page, sheet));
  return node;
}

/**
 * @param {Photo} photo
 * @param {Place} one
 * @param {Page} page
 * @param {Sheet} sheet
 */
function pictureNode(photo, one, page, sheet) {
  const [left = 0, top = 0, width = 1, height = 1] = one.box;
  const button = made("button", "sheet__photo");
  button.type = "button";
  button.dataset["photo"] = photo.id;
  if (page.kind === "cover") button.dataset["cover"] = "";
  button.setAttribute("aria-pressed", "false");
  place(button, [left, top, width, height], sheet);
  const image = made("img", "sheet__picture");
  image.loading = "lazy";
  image.decoding = "async";
  image.src = width / sheet.width > WIDE_ENOUGH ? photo.large : photo.small;
  image.alt = word(photo.caption || photo.author ? "book-photo" : "book-photo-plain", {
    words: [photo.author, photo.caption].filter(Boolean).join(": "),
  });
  image.style.objectPosition = position(photo, width / height);
  button.append(image);
  return button;
}

/**
 * Return where a picture is held in a place of that shape, as the crop of the print holds it.
 * @param {Photo} photo
 * @param {number} shape
 */
function position(photo, shape) {
  const ratio = photo.width / photo.height;
  const [x = 0, y = 0] = photo.focus;
  return `${held(x, shape / ratio)}% ${held(y, ratio / shape)}%`;
}

/**
 * @param {number} focus
 * @param {number} seen how much of that side is seen
 */
function held(focus, seen) {
  if (seen >= 1) return PERCENT / 2;
  return Math.min(1, Math.max(0, (focus - seen / 2) / (1 - seen))) * PERCENT;
}

/**
 * @param {Photo} photo
 * @param {number[]} box
 * @param {Sheet} sheet
 */
function wordsNode(photo, box, sheet) {
  const node = made("p", "sheet__words");
  place(node, box, sheet);
  const caption = photo.card ? "" : photo.caption;
  if (photo.author) node.append(made("bdi", "sheet__who", photo.author), " ");
  if (caption) node.append(made("bdi", "", caption));
  return node;
}

/**
 * @param {Page} page
 * @param {Sheet} sheet
 */
function coverWords(page, sheet) {
  const [, top = 0, , height = 0] = page.places[0]?.box ?? [0, 0, 0, sheet.height * 0.4 - sheet.margin];
  const from = top + height + sheet.margin;
  const node = made("div", "sheet__title");
  place(node, [sheet.margin, from, sheet.width - 2 * sheet.margin, sheet.height - from - sheet.margin], sheet);
  node.append(made("p", "sheet__name", sheet.title), made("p", "sheet__day", sheet.day));
  return node;
}

/**
 * @param {Page} page
 * @param {Sheet} sheet
 */
function numberNode(page, sheet) {
  const node = made("p", "sheet__number", String(page.number));
  place(node, [sheet.margin, sheet.height - sheet.margin, sheet.width - 2 * sheet.margin, 4], sheet);
  node.dataset["side"] = page.number % 2 ? "right" : "left";
  return node;
}

/**
 * @param {Page} page
 * @param {Sheet} sheet
 */
function columnsNode(page, sheet) {
  const node = made("div", "sheet__columns");
  const top = sheet.margin + (page.heading ? 22 : 0);
  place(node, [sheet.margin, top, sheet.width - 2 * sheet.margin, sheet.height - top - sheet.margin - 8], sheet);
  for (const column of page.columns) {
    const list = made("ul", "sheet__column");
    for (const { name, pages } of column) {
      const item = document.createElement("li");
      item.append(made("bdi", "sheet__who", name), ` ${pages}`);
      list.append(item);
    }
    node.append(list);
  }
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {number[]} box
 * @param {Sheet} sheet
 */
function place(node, box, sheet) {
  const [left = 0, top = 0, width = 0, height = 0] = box;
  node.style.left = `${(left / sheet.width) * PERCENT}%`;
  node.style.top = `${(top / sheet.height) * PERCENT}%`;
  node.style.width = `${(width / sheet.width) * PERCENT}%`;
  node.style.height = `${(height / sheet.height) * PERCENT}%`;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
function made(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) {
    node.textContent = text;
    node.dir = "auto";
  }
  return node;
}
