/** The album: the night in chapters, as it happened, with a way to any moment of it. */

import { ask } from "../helpers/http.js";
import { Album } from "../models/album.js";
import { Feed } from "../models/feed.js";
import { Hearts } from "../models/hearts.js";
import { Choosing } from "./album/choosing.js";
import { ChapterEditing } from "./album/chapter_editing.js";
import { CollectDialog, Collections } from "./album/collections.js";
import { PlacesList } from "./album/places.js";
import { Clocks } from "./album/clocks.js";
import { LightboxList } from "./album/lightbox_list.js";
import { PlaceKept } from "./album/place_kept.js";
import { Scrubber } from "./album/scrubber.js";
import { AlbumView } from "./album/view.js";
import { Lightbox } from "./gallery/lightbox.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { NetworkLine } from "./parts/network_line.js";
import { showParty } from "./parts/party_state.js";
import { whileOpen } from "./parts/while_open.js";

const main = element("[data-album]", HTMLElement);
const root = element("[data-chapters]", HTMLElement);
const empty = element("[data-empty]", HTMLElement);
const away = element("[data-away]", HTMLElement);
const line = new NetworkLine(element("[data-waiting]", HTMLElement));
const asMember = main.dataset["member"] === "true";
let albumNo = Number(main.dataset["albumNo"]);

const album = new Album({
  outline: () => ask(`/api/album${asMember ? "?members=1" : ""}`),
  photos: (begin, end) => {
    const query = new URLSearchParams({ at: begin.at, no: String(begin.no), end_at: end.at, end_no: String(end.no) });
    if (asMember) query.set("members", "1");
    return ask(`/api/album/photos?${query}`);
  },
});
const collections = new Collections();
const collect = document.querySelector("#collect-dialog") ? new CollectDialog(collections) : null;
const view = new AlbumView(root, album, (_, node) => choosing.mark(node));
const choosing = new Choosing(album, view, load, collect);
const scrubber = new Scrubber(album, view);
const kept = new PlaceKept(album, view);
const list = new LightboxList(album);
const hearts = new Hearts(ask, (id, count) => album.setHearts(id, count));
const lightbox = new Lightbox(list, { image: (key) => view.image(key), reveal: (key) => reveal(key) }, () => {}, hearts);
if (main.dataset["mayCurate"] === "true") {
  new ChapterEditing(album, load).connect();
  new PlacesList().connect();
  new Clocks().connect();
}

const feed = new Feed({
  cursor: Number(main.dataset["cursor"]),
  pausesWhenHidden: true,
  asMember,
  onPhoto: (photo) => album.take(photo),
  onGone: (gone) => {
    album.drop(gone);
    choosing.drop(gone.id);
  },
  onHearts: ({ id, hearts: count }) => album.setHearts(id, count),
  onParty: (party) => {
    showParty(party);
    if (party.gallery_for !== main.dataset["galleryFor"]) location.reload();
    if (party.album_no === albumNo) return;
    albumNo = party.album_no;
    load();
  },
  onReset: () => load(),
  onState: (state) => {
    line.show(state);
    if (state === "live") retry();
  },
});

function load() {
  // The album works without them.
  collections.load().catch(() => {});
  return album.load().then(
    () => (away.hidden = true),
    () => (away.hidden = album.count > 0),
  );
}

function retry() {
  if (album.chapters.length === 0) void load();
  else view.retry();
}

/** @param {string} key */
function reveal(key) {
  const item = list.item(key);
  if (!item) return;
  view.bring(item);
  view.focus(item.key);
}

album.listen(() => {
  empty.hidden = album.count > 0;
  main.dataset["ready"] = "true";
});

root.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const place = link?.closest("li");
  if (!link || !place || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  // Without the viewer the browser shows the picture itself.
  if (place.dataset["id"]) lightbox.open(place.dataset["key"] ?? "").catch(() => location.assign(link.href));
});

function connect() {
  window.addEventListener("online", retry);
  line.connect();
  feed.connect();
}

function disconnect() {
  window.removeEventListener("online", retry);
  feed.disconnect();
  line.disconnect();
}

measureBar();
view.connect();
scrubber.connect();
choosing.connect();
collect?.connect();
hearts.load().catch(() => {});
void load().then(() => {
  kept.restore();
  kept.connect();
});
whileOpen(connect, disconnect);
