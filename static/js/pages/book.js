/** The page of the book: its pages as they will be printed, what a host chooses for them, and "Make the PDF". */

import { counted } from "../helpers/counted.js";
import { Refused } from "../helpers/http.js";
import { word } from "../helpers/words.js";
import { leaveOut, move, putBack } from "../models/book_choice.js";
import { askAsHost } from "./admin/asking.js";
import { takeHome } from "./admin/take_home.js";
import { pageNode } from "./book/page_view.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { reason } from "./parts/reason.js";

/**
 * @import { Choice } from "../models/book_choice.js"
 * @import { Page, Photo } from "./book/page_view.js"
 * @typedef {{version: number, choice: Choice, can_make: boolean, title: string, day: string, width: number, height: number, margin: number, cover: string, order: string[], left_out: string[], photos: Photo[], pages: Page[]}} Book
 */

const format = element("#book-format", HTMLSelectElement);
const bleed = element("#book-bleed", HTMLInputElement);
const make = element("#book-make", HTMLButtonElement);
const said = element("#book-said", HTMLElement);
const cannot = element("#book-cannot", HTMLElement);
const pages = element("#book-pages", HTMLElement);
const tools = element("#book-tools", HTMLElement);
const chosen = element("#book-chosen", HTMLElement);
const out = element("#book-out", HTMLElement);
const outList = element("#book-out-list", HTMLElement);

/** @type {Book | null} */
let book = null;
let picked = "";

format.addEventListener("change", () => keep((choice) => ({ ...choice, format: format.value })));
bleed.addEventListener("change", () => keep((choice) => ({ ...choice, bleed: bleed.checked })));
make.addEventListener("click", () => void makePdf());
pages.addEventListener("click", (event) => {
  const photo = event.target instanceof Element ? event.target.closest("[data-photo]") : null;
  if (photo instanceof HTMLElement) pick(photo.dataset["photo"] ?? "");
});
outList.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button) void keep((choice) => putBack(choice, button.value));
});
tools.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button) void act(button.value);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && picked) pick(picked);
});
measureBar();
void load();

async function load() {
  try {
    show(/** @type {Book} */ (await askAsHost("/api/admin/book")));
  } catch (error) {
    said.textContent = reason(error, "away");
  }
}

/** @param {string} deed */
async function act(deed) {
  const photo = picked;
  const order = book?.order ?? [];
  if (deed === "cover") await keep((choice) => ({ ...choice, cover: photo }));
  else if (deed === "out") await keep((choice) => leaveOut(choice, photo));
  else if (deed === "earlier") await keep((choice) => move(choice, order, photo, -1));
  else if (deed === "later") await keep((choice) => move(choice, order, photo, 1));
  else pick(photo);
}

/**
 * Keep another choice, and show the book that comes of it.
 * @param {(choice: Choice) => Choice} change
 */
async function keep(change) {
  if (book === null) return;
  const wanted = change(book.choice);
  if (wanted === book.choice) return;
  busy(true);
  said.textContent = word("book-laying");
  try {
    const json = { version: book.version, ...wanted };
    show(/** @type {Book} */ (await askAsHost("/api/admin/book", { method: "PUT", json })));
  } catch (error) {
    if (error instanceof Refused && error.code === "BOOK_CHANGED") await load();
    said.textContent = reason(error, "away");
  }
  busy(false);
}

async function makePdf() {
  busy(true);
  said.textContent = word("book-beginning");
  try {
    await takeHome({ kind: "book", taken: "shown" });
  } catch (error) {
    said.textContent = reason(error, "away");
    busy(false);
  }
}

/** @param {boolean} is */
function busy(is) {
  for (const control of [format, bleed, ...tools.querySelectorAll("button"), ...outList.querySelectorAll("button")]) {
    control.disabled = is;
  }
  make.disabled = is || !book?.can_make || book.order.length === 0;
}

/** @param {Book} told */
function show(told) {
  book = told;
  const photos = new Map(told.photos.map((photo) => [photo.id, photo]));
  format.value = told.choice.format;
  bleed.checked = told.choice.bleed;
  cannot.hidden = told.can_make;
  pages.replaceChildren(
    ...told.pages.map((page) => {
      const item = document.createElement("li");
      item.className = "book__page";
      item.append(pageNode(page, told, photos));
      return item;
    }),
  );
  showLeftOut(told.left_out.map((id) => photos.get(id)).filter((photo) => photo !== undefined));
  said.textContent =
    told.order.length === 0
      ? word("book-empty")
      : `${counted("book-photos", told.order.length)} ${counted("book-pages", told.pages.length)}`;
  const is = picked;
  picked = "";
  if (told.order.includes(is)) pick(is);
  else tools.hidden = true;
  busy(false);
}

/** @param {Photo[]} photos */
function showLeftOut(photos) {
  out.hidden = photos.length === 0;
  outList.replaceChildren(
    ...photos.map((photo) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const image = document.createElement("img");
      button.type = "button";
      button.className = "book__back";
      button.value = photo.id;
      image.src = photo.small;
      image.loading = "lazy";
      image.alt = word("book-back", { words: [photo.author, photo.caption].filter(Boolean).join(": ") });
      button.append(image);
      item.append(button);
      return item;
    }),
  );
}

/**
 * Choose a photo to do something with; the same one again is none.
 * @param {string} id
 */
function pick(id) {
  picked = picked === id ? "" : id;
  for (const node of pages.querySelectorAll("[data-photo]")) {
    if (node instanceof HTMLElement) node.setAttribute("aria-pressed", String(node.dataset["photo"] === picked));
  }
  tools.hidden = picked === "";
  const photo = book?.photos.find((one) => one.id === picked);
  chosen.textContent = photo ? [photo.author, photo.caption].filter(Boolean).join(": ") || word("book-photo-plain") : "";
}
