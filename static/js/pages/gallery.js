/** The gallery: newest first, live, as long as you like to scroll. */

import { ours } from "../helpers/base.js";
import { ask } from "../helpers/http.js";
import { word } from "../helpers/words.js";
import { Feed } from "../models/feed.js";
import { Gallery } from "../models/gallery.js";
import { Hearts } from "../models/hearts.js";
import { Stacks } from "../models/stacks.js";
import { PhotoGrid } from "./gallery/grid.js";
import { Lightbox } from "./gallery/lightbox.js";
import { SearchBox } from "./gallery/search_box.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { keepForOffline } from "./parts/installed.js";
import { NetworkLine } from "./parts/network_line.js";
import { OnTheirWay } from "./parts/on_their_way.js";
import { showParty } from "./parts/party_state.js";
import { whileOpen } from "./parts/while_open.js";

const PAGE = 96;
/** Nearer to the top than this, new photos come in by themselves; further down they wait to be asked for. */
const AT_TOP_PX = 120;

const main = element("[data-gallery]", HTMLElement);
const list = element("[data-photos]", HTMLElement);
const empty = element("[data-empty]", HTMLElement);
const older = element("[data-older]", HTMLElement);
const news = element("[data-news]", HTMLButtonElement);
const announcement = element("[data-announcement]", HTMLElement);
const line = new NetworkLine(element("[data-waiting]", HTMLElement));
const asMember = main.dataset["member"] === "true";
const isFirstPage = main.dataset["firstPage"] === "true";

const gallery = new Gallery(
  {
    photos: JSON.parse(list.dataset["photos"] ?? "[]"),
    before: main.dataset["before"] ? Number(main.dataset["before"]) : null,
  },
  (before) => ask(`/api/photos?before=${before ?? ""}&limit=${PAGE}${asMember ? "&members=1" : ""}`),
);
const stacks = new Stacks(gallery);
const grid = new PhotoGrid(list, element("#photo", HTMLTemplateElement), stacks, loadOlder);
const onTheirWay = new OnTheirWay();
const hearts = new Hearts(ask, setHearts);
const lightbox = new Lightbox(gallery, grid, letInAtTop, hearts, stacks);
const search = new SearchBox(hearts);
const feed = new Feed({
  cursor: Number(main.dataset["cursor"]),
  pausesWhenHidden: true,
  asMember,
  onPhoto: (photo) => {
    gallery.take(photo);
    search.follow(photo);
    onTheirWay.follow(photo);
  },
  onGone: (gone) => {
    gallery.drop(gone);
    search.follow(gone);
    onTheirWay.drop(gone);
  },
  onHearts: ({ id, hearts: count }) => setHearts(id, count),
  onParty: (party) => {
    showParty(party);
    // What is shown to whom has changed: this page is another one now.
    if (party.gallery_for !== main.dataset["galleryFor"]) location.reload();
    onTheirWay.setOpen(party.uploads_open);
  },
  onReset: () => reload(),
  onState: (state) => {
    line.show(state);
    if (state === "live") retryOlder();
  },
});

/**
 * @param {string} id
 * @param {number} count
 */
function setHearts(id, count) {
  gallery.setHearts(id, count);
  search.setHearts(id, count);
}

function isAtTop() {
  return isFirstPage && window.scrollY < AT_TOP_PX && !lightbox.isOpen;
}

function letInAtTop() {
  if (gallery.heldCount > 0 && isAtTop()) gallery.release();
}

function loadOlder() {
  if (!gallery.hasOlder) {
    older.hidden = true;
    return;
  }
  gallery.loadOlder().then(
    () => (older.hidden = true),
    // The link stays as the way to try again.
    () => (older.hidden = false),
  );
}

function retryOlder() {
  if (!older.hidden) loadOlder();
}

function reload() {
  // Failing here means that the network has gone again; the feed will say so, and the list stays as it is.
  gallery.reload().catch(() => {});
}

gallery.listen((happening) => {
  if (happening.kind === "held") letInAtTop();
  if (happening.kind === "newer") announcement.textContent = newPhotos(happening.photos.length);
  news.hidden = gallery.heldCount === 0;
  if (!news.hidden) element("[data-news-count]", HTMLElement).textContent = newPhotos(gallery.heldCount);
  empty.hidden = gallery.photos.length > 0;
  list.hidden = !empty.hidden;
  search.isOffered = empty.hidden;
});

/** @param {number} count */
function newPhotos(count) {
  return count === 1 ? word("new-photo") : word("new-photos", { count });
}

news.addEventListener("click", () => {
  if (!isFirstPage) {
    location.assign(ours("/"));
    return;
  }
  gallery.release();
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // From far down a smooth way up would fly past hundreds of photos.
  const isNear = window.scrollY < window.innerHeight * 4;
  window.scrollTo({ top: 0, behavior: isNear && !isStill ? "smooth" : "instant" });
  list.querySelector("a")?.focus({ preventScroll: true });
});

older.addEventListener("click", (event) => {
  event.preventDefault();
  loadOlder();
});

list.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const id = link?.closest("li")?.dataset["id"];
  if (!link || !id || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  // Without the viewer the browser shows the picture itself.
  lightbox.open(stacks.topOf(id)).catch(() => location.assign(link.href));
});

function connect() {
  window.addEventListener("scroll", letInAtTop, { passive: true });
  window.addEventListener("online", retryOlder);
  line.connect();
  feed.connect();
}

function disconnect() {
  window.removeEventListener("scroll", letInAtTop);
  window.removeEventListener("online", retryOlder);
  feed.disconnect();
  line.disconnect();
}

measureBar();
older.hidden = true;
grid.connect();
search.connect();
whileOpen(connect, disconnect);
onTheirWay.connect();
// Without them every heart looks as if it were still to be given, and giving it again does nothing.
hearts.load().catch(() => {});
void keepForOffline();
