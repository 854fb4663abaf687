/** The wall: wires the feed to the show and the show to the stage. */

import { fetchBytes } from "../helpers/fetch_bytes.js";
import { fetched } from "../helpers/fetched.js";
import { find } from "../helpers/find.js";
import { ask } from "../helpers/http.js";
import { screenId } from "../helpers/screen_id.js";
import { stillThere } from "../helpers/still_there.js";
import { WallStore } from "../helpers/wall_store.js";
import { word } from "../helpers/words.js";
import { writeText } from "../helpers/write_text.js";
import { Board } from "../models/board.js";
import { Cleared } from "../models/cleared.js";
import { Clips } from "../models/clips.js";
import { Director } from "../models/director.js";
import { KeptPictures } from "../models/kept_pictures.js";
import { fetchAll } from "../models/listing.js";
import { Pictures } from "../models/pictures.js";
import { ScreenLink } from "../models/screen_link.js";
import { Show } from "../models/show.js";
import { Turns } from "../models/turns.js";
import { showParty } from "./parts/party_state.js";
import { WallAwake } from "./wall_awake.js";
import { WallBoard } from "./wall_board.js";
import { WallCall } from "./wall_call.js";
import { WallControls } from "./wall_controls.js";
import { WallFeed } from "./wall_feed.js";
import { WallFrames } from "./wall_frames.js";
import { WallOffline } from "./wall_offline.js";
import { WallRebuild } from "./wall_rebuild.js";
import { WallRemote } from "./wall_remote.js";
import { WallRoom } from "./wall_room.js";
import { WallSetup } from "./wall_setup.js";
import { WallShow } from "./wall_show.js";
import { WallSlides } from "./wall_slides.js";
import { WallStage } from "./wall_stage.js";
import { WallTurns } from "./wall_turns.js";
import { WallWayIn } from "./wall_way_in.js";

/** @import { Photo, Gone, PartyState } from "../types.js" */
/** @import { Steering } from "../types.js" */

/** If the first answer takes longer, invite guests instead of showing a dark wall. */
const INVITE_AFTER_MS = 3000;
/** A screen's report names at most this many photos. No layout shows more. */
const MOST_BESIDE = 64;

const root = find(document, "[data-wall]", HTMLElement);
const link = new ScreenLink({ ask, describe, onTold: heard });
const stage = new WallStage(root, { onShow: noteShown, lostSince: (at) => frames.lostSince(at) });
const show = new Show();
const turns = new Turns();
const store = new WallStore(globalThis.caches);
const kept = new KeptPictures({ fetchBytes, store });
const pictures = new Pictures({ makeImage: () => new Image(), kept });
const clips = new Clips({ makeVideo });
const slides = new WallSlides(root, {
  fetchSlides: () => fetched(ask("/api/slides")),
  onDone: () => showing.goOn(),
});
const interlude = (/** @type {boolean} */ isNew) => slides.slides.takes(isNew);
const director = new Director({ show, turns, pictures, clips, stage, interlude });
const view = new WallBoard(
  find(root, "[data-board]", HTMLElement),
  find(document, "#board-cell", HTMLTemplateElement),
  { onShow: noteShown, onResize: () => board.resized(), isSlow: () => frames.isSlow || rebuild.isResuming, kept: (photo) => kept.find(photo) },
);
const board = new Board({ show, turns, view, fetchAll: () => fetched(fetchAll()), interlude });
const showing = new WallShow(root, { director, board, view, slides: slides.slides });
const cleared = new Cleared(holds);
const waiting = new WallTurns(root, { turns, show, showing, fetch: fetchPhoto });
const remote = new WallRemote(root, {
  setPaused: (paused) => controls.setPaused(paused),
  setSound: (on) => clips.setSound(on),
  setZoom: (on) => stage.setZoom(on),
  setPins: (ids) => void pin(ids),
  setLayout: (layout, minutes) => void showing.setLayout(layout, minutes),
  next: () => showing.forward(),
  back: () => showing.back(),
  show: (id) => void showNow(id),
  reload: () => location.reload(),
  leave,
});
const room = new WallRoom(root);
const setup = new WallSetup(root, room);
const controls = new WallControls(root, showing, remote, { setup, onStop: () => void stopAll() });
const frames = new WallFrames();
/** @type {WallRebuild} */
const rebuild = new WallRebuild(root, {
  photosOn: () => [showing.shows, ...showing.beside].flatMap((id) => show.find(id) ?? []),
  told: () => told,
  memoryMb: () => frames.memoryMb,
  onResume: (photos, before) => {
    if (before) remote.apply({ ...before, orders: [] });
    showing.begin(photos);
    setScene();
  },
  refresh: () => {
    kept.clear();
    pictures.retain(() => false);
    void feed.begin();
  },
});
const offline = new WallOffline(store, kept, { night: () => ({ told, party: lastParty }), onKept: beginWithKept });
const wayIn = new WallWayIn(root);
const awake = new WallAwake(find(root, "[data-awake]", HTMLVideoElement));
const said = find(root, "[data-said]", HTMLElement);

/** @type {WallFeed} */
const feed = new WallFeed(root, {
  show,
  showing,
  kept,
  stillThere: keepOn,
  onBegun: setScene,
  onSilence: () => void offline.begin(),
  onAnswer: (newest) => void offline.answered(newest),
  onPhoto: takePhoto,
  onGone: dropPhoto,
  onParty: hearParty,
});
/** What the hosts said last. @type {Steering | null} */
let told = null;
/** @type {PartyState | null} */
let lastParty = null;

function makeVideo() {
  // The browser must show nothing of its own on the wall.
  return Object.assign(document.createElement("video"), { disablePictureInPicture: true, disableRemotePlayback: true });
}

/** Describe what is on and the state of this screen. */
function describe() {
  return {
    shows: showing.shows,
    beside: showing.beside.slice(0, MOST_BESIDE),
    next: showing.nextId,
    ...waiting.describe(),
    cleared: cleared.upTo(feed.cursor),
    dropped: frames.dropped,
    failed: pictures.failed,
    memory_mb: frames.memoryMb,
    width: Math.round(innerWidth * devicePixelRatio),
    height: Math.round(innerHeight * devicePixelRatio),
    ratio: Math.round(devicePixelRatio * 100) / 100,
    browser: frames.browser,
    layout: root.dataset.layout ?? "",
    state: root.dataset.state ?? "",
    room: room.said,
  };
}

/**
 * The page was loaded while the server is away: show the stored photos in the last known state.
 * @param {Photo[]} photos
 * @param {Steering | null} before
 * @param {PartyState | null} party
 */
function beginWithKept(photos, before, party) {
  if (party) setParty(party);
  if (before) remote.apply({ ...before, orders: [] });
  showing.begin(photos);
  setScene();
}

/** Something else is on. */
function noteShown() {
  showing.changed();
  if (showing.shows) rebuild.shown();
  waiting.noteShown();
  link.changed();
}

/** @param {Steering} answer */
function heard(answer) {
  told = answer;
  remote.apply(told);
  waiting.apply(told);
  slides.hear(told);
}

/**
 * @param {string} id
 * @returns {Promise<Photo | undefined>}
 */
async function fetchPhoto(id) {
  return (await fetched(ask(`/api/photo/${id}`)))?.photo;
}

/** Return what is on, or was before the page was loaded anew, and may stay there. @param {Photo[]} newest */
async function keepOn(newest) {
  const resumed = await rebuild.stillThere(newest, fetchPhoto);
  return [...resumed, ...(await stillThere(showing.ids, [...newest, ...resumed], fetchPhoto))];
}

/** @param {string} id */
async function showNow(id) {
  const photo = show.find(id) ?? (await fetchPhoto(id));
  if (photo) showing.showNow(photo);
  setScene();
}

/** @param {string[]} ids */
async function pin(ids) {
  const found = await Promise.all(ids.map(async (id) => show.find(id) ?? (await fetchPhoto(id))));
  showing.pin(found.filter((photo) => photo !== undefined));
  setScene();
}

/** The hosts have sent this screen away: stop showing and requesting anything. */
function leave() {
  link.disconnect();
  feed.end();
  showing.begin([]);
  kept.clear();
  slides.slides.set([]);
  root.dataset.scene = "away";
}

/** Press the panic button, if somebody with that right is signed in here. This screen has stopped already. */
async function stopAll() {
  const photos = [showing.shows, ...showing.beside].filter((id) => id);
  await fetched(ask("/api/admin/panic", { method: "POST", json: { photos } }));
}

function setScene() {
  if (root.dataset.scene === "away") return;
  root.dataset.scene = show.size > 0 ? "show" : "empty";
}

/** What a live server says, and not what was kept. @param {PartyState} party */
function hearParty(party) {
  wayIn.heard(party);
  setParty(party);
}

/** @param {PartyState} party */
function setParty(party) {
  lastParty = party;
  showParty(party);
  // What this screen may show has changed: the server knows.
  if (party.gallery_for !== root.dataset.galleryFor) location.reload();
  root.dataset.panic = String(party.panic);
  root.dataset.tags = String(party.tags_on_wall);
  root.dataset.tagCodes = String(party.tag_codes);
  link.heard(party.show_no);
  for (const element of root.querySelectorAll("[data-message]")) writeText(element, party.message);
}

/** Check all places for a photo: whether it is shown, loaded or remembered. @param {string} id */
function holds(id) {
  const isInPage = root.dataset.photo === id || root.querySelector(`[data-photo="${CSS.escape(id)}"]`) !== null;
  return isInPage || pictures.has(id) || show.find(id) !== null || turns.has(id) || showing.holds(id) || kept.has(id);
}

/** @param {Photo} photo */
function takePhoto(photo) {
  cleared.cameBack(photo.id);
  const isNew = show.find(photo.id) === null;
  showing.arrive(photo);
  setScene();
  if (!isNew) return;
  const what = photo.media === "video" ? "new-video" : "new-photo";
  const sentence = photo.author ? word(`${what}-by`, { name: photo.author }) : word(what);
  writeText(said, sentence);
}

/** @param {Gone} gone */
function dropPhoto(gone) {
  kept.drop(gone.id);
  cleared.note(gone);
  showing.leave(gone);
  setScene();
  link.cleared();
}

stage.connect();
controls.connect();
awake.connect();
frames.connect();
void screenId().then((id) => {
  room.connect(id, () => link.changed());
  link.connect(id);
});
new WallCall(root).connect();
setTimeout(() => {
  if (root.dataset.scene === "loading") setScene();
}, INVITE_AFTER_MS);
offline.connect();
rebuild.connect();
rebuild.resume();
feed.connect();
