/** What a share link shows: the gallery's grid and viewer over the link's own photos, which follow the album. */

import { counted } from "../helpers/counted.js";
import { ask, Refused } from "../helpers/http.js";
import { Gallery } from "../models/gallery.js";
import { PhotoGrid } from "./gallery/grid.js";
import { Lightbox } from "./gallery/lightbox.js";
import { element } from "./parts/element.js";
import { connectAdding } from "./shared_add.js";

/** @import { Gone, Photo } from "../types.js" */

const PAGE = 96;
const LOOK_EVERY_MS = 10_000;
const CHANGES_AT_ONCE = 100;

const shared = element("[data-shared]", HTMLElement);
const address = shared.dataset["shared"] ?? "";
const isOne = shared.dataset["one"] === "true";
let cursor = Number(shared.dataset["cursor"]);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Of a chapter or a collection: another one when other photos are in it. */
let stamp = shared.dataset["stamp"] ?? "";

/** What changed goes here. @type {(change: Photo | Gone) => void} */
let tell = () => location.reload();
/** @type {() => Promise<unknown>} */
let readAfresh = () => Promise.resolve();

/** Ask what has changed, and again after a while, as long as somebody looks at this. */
async function look() {
  clearTimeout(timer);
  if (document.visibilityState !== "visible") return;
  let isMore = false;
  try {
    const answer = await ask(`${address}/photos?since=${cursor}&limit=${CHANGES_AT_ONCE}`);
    for (const change of answer.photos) tell(change);
    cursor = answer.cursor;
    if (answer.stamp !== stamp) {
      await readAfresh();
      stamp = answer.stamp;
    }
    isMore = answer.more;
  } catch (error) {
    // It has ended: nothing of it is to stay on this page.
    if (error instanceof Refused && (error.status === 404 || error.status === 401)) location.reload();
  }
  clearTimeout(timer);
  timer = setTimeout(() => void look(), isMore ? 0 : LOOK_EVERY_MS);
}

function showGallery() {
  const list = element("[data-photos]", HTMLElement);
  const empty = element("#shared-empty", HTMLElement);
  const count = element("#shared-count", HTMLElement);
  const older = element("[data-older]", HTMLAnchorElement);
  const first = {
    photos: /** @type {Photo[]} */ (JSON.parse(list.dataset["photos"] ?? "[]")),
    before: shared.dataset["before"] ? Number(shared.dataset["before"]) : null,
  };
  const gallery = new Gallery(first, (before) => ask(`${address}/photos?before=${before ?? ""}&limit=${PAGE}`));
  const loadOlder = () => {
    const isThere = gallery.hasOlder ? gallery.loadOlder() : Promise.resolve();
    isThere.then(
      () => (older.hidden = true),
      () => (older.hidden = false),
    );
  };
  const grid = new PhotoGrid(list, element("#photo", HTMLTemplateElement), gallery, loadOlder);
  const lightbox = new Lightbox(gallery, grid, () => gallery.release());
  gallery.listen((happening) => {
    if (happening.kind === "held" && !lightbox.isOpen) gallery.release();
    empty.hidden = gallery.photos.length > 0;
    list.hidden = !empty.hidden;
    if (!gallery.hasOlder) count.textContent = counted("count", gallery.photos.length);
  });
  list.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const id = link?.closest("li")?.dataset["id"];
    if (!link || !id || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    // Without the viewer the browser shows the picture itself.
    lightbox.open(id).catch(() => location.assign(link.href));
  });
  older.addEventListener("click", (event) => {
    event.preventDefault();
    loadOlder();
  });
  older.hidden = true;
  grid.connect();
  readAfresh = () => gallery.reload();
  tell = (change) => {
    if ("gone" in change) gallery.drop(change);
    // By hand a photo that is back has its place where only the server knows.
    else if (stamp && !gallery.find(change.id)) void gallery.reload();
    else gallery.take(change);
  };
}

document.body.dataset["downloads"] = shared.dataset["saves"] ?? "nobody";
if (!isOne) showGallery();
connectAdding(address, look);
document.addEventListener("visibilitychange", () => void look());
// Programs that fetch a preview run no script, so this counts people; a frame of another site does not.
if (shared.dataset["counts"] !== "false") ask(`${address}/opened`, { method: "POST" }).catch(() => {});
void look();
