/** A collection: its photos in their own order, which follow the album; hosts arrange them here. */

import { ours } from "../helpers/base.js";
import { counted } from "../helpers/counted.js";
import { ask, Refused } from "../helpers/http.js";
import { Feed } from "../models/feed.js";
import { Gallery } from "../models/gallery.js";
import { Hearts } from "../models/hearts.js";
import { Arranging } from "./collection/arranging.js";
import { CollectionDialog } from "./collection/dialog.js";
import { PhotoGrid } from "./gallery/grid.js";
import { Lightbox } from "./gallery/lightbox.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { NetworkLine } from "./parts/network_line.js";
import { showParty } from "./parts/party_state.js";
import { whileOpen } from "./parts/while_open.js";

/** @import { Collection } from "../types.js" */

const PAGE = 96;
/** A saved search is up to a second behind; many pages that hear of one photo do not all ask at once. */
const LOOK_AFTER_MS = 2000;
const LOOK_WITHIN_MS = 3000;

const main = element("[data-collection]", HTMLElement);
const list = element("[data-photos]", HTMLElement);
const empty = element("#collection-empty", HTMLElement);
const away = element("[data-away]", HTMLElement);
const line = new NetworkLine(element("[data-waiting]", HTMLElement));
const id = main.dataset["collection"] ?? "";
let albumNo = Number(main.dataset["albumNo"]);
/** Where pages go on, by the number that stands for it in the list. @type {string[]} */
const places = [];
/** @type {Collection | null} */
let collection = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {number | null} before */
async function fetchPage(before) {
  const page = await ask(`/api/collections/${id}?limit=${PAGE}&after=${before === null ? "" : (places[before] ?? "")}`);
  show(page.collection);
  return { photos: page.photos, before: page.after === null ? null : places.push(page.after) - 1 };
}

const gallery = new Gallery({ photos: [], before: null }, fetchPage);
const grid = new PhotoGrid(list, element("#photo", HTMLTemplateElement), gallery, () => {
  if (gallery.hasOlder) gallery.loadOlder().catch(() => {});
});
const hearts = new Hearts(ask, (id, count) => gallery.setHearts(id, count));
const lightbox = new Lightbox(gallery, grid, () => {}, hearts);
const mayCollect = main.dataset["mayCollect"] === "true";
const arranging = mayCollect && document.querySelector("#arrange") ? new Arranging(id, gallery, load) : null;
if (mayCollect) new CollectionDialog(id, () => collection, load).connect();
arranging?.connect();

const feed = new Feed({
  cursor: Number(main.dataset["cursor"]),
  pausesWhenHidden: true,
  onPhoto: (photo) => {
    if (gallery.find(photo.id)) gallery.take(photo);
    lookSoon();
  },
  onGone: (gone) => {
    if (!gallery.find(gone.id)) return;
    gallery.drop(gone);
    if (collection) show({ ...collection, photos: collection.photos - 1 });
  },
  onHearts: ({ id, hearts: count }) => gallery.setHearts(id, count),
  onParty: (party) => {
    showParty(party);
    if (party.gallery_for !== main.dataset["galleryFor"]) location.reload();
    if (party.album_no === albumNo) return;
    albumNo = party.album_no;
    void load();
  },
  onReset: () => void load(),
  onState: (state) => {
    line.show(state);
    if (state === "live" && !collection) void load();
  },
});

/** @param {Collection} told */
function show(told) {
  collection = told;
  element("#collection-title", HTMLElement).textContent = told.title;
  element("#collection-count", HTMLElement).textContent = counted("photos", told.photos);
  const search = document.querySelector("#collection-search");
  if (search) search.textContent = told.query;
  empty.hidden = told.photos > 0;
}

async function load() {
  clearTimeout(timer);
  try {
    await gallery.reload();
    away.hidden = true;
    main.dataset["ready"] = "true";
  } catch (error) {
    // It has been removed, or nothing of it may be seen any more.
    if (error instanceof Refused && error.status === 404) location.assign(ours("/album"));
    away.hidden = gallery.photos.length > 0;
  }
}

/** Ask whether other photos are in it now. */
function lookSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => void look(), LOOK_AFTER_MS + Math.random() * LOOK_WITHIN_MS);
}

async function look() {
  try {
    const { collection: now } = await ask(`/api/collections/${id}?limit=1`);
    const then = collection;
    if (!then || now.filled_no !== then.filled_no || now.photos !== then.photos || now.no !== then.no) await load();
  } catch (error) {
    if (error instanceof Refused) await load();
  }
}

list.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const photo = link?.closest("li")?.dataset["id"];
  if (!link || !photo || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  // Without the viewer the browser shows the picture itself.
  lightbox.open(photo).catch(() => location.assign(link.href));
});

function connect() {
  window.addEventListener("online", look);
  line.connect();
  feed.connect();
}

function disconnect() {
  window.removeEventListener("online", look);
  feed.disconnect();
  line.disconnect();
}

measureBar();
grid.connect();
hearts.load().catch(() => {});
void load();
whileOpen(connect, disconnect);
