/** The video editor: cut the beginning and the end, choose the poster, and turn the video. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { freeVideo } from "../../helpers/free_video.js";
import { clipOf } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { element } from "../parts/element.js";

/** @import { Edit, EditedVersion, Photo, Versions } from "../../types.js" */

/** The server cuts nothing shorter. */
const SHORTEST_MS = 500;
const QUARTER_TURNS = 4;

/**
 * Edit a video; `within` is what holds the focus, `say` hears what became of it.
 * @param {Photo} photo
 * @param {{within?: HTMLElement, say: (sentence: string) => void}} options
 */
export async function editVideo(photo, { within = document.body, say }) {
  new VideoEditor(photo, say).open(within);
}

class VideoEditor {
  #photo;
  #say;
  #dialog = element("#video-editor", HTMLDialogElement);
  #film = element("[data-video-film]", HTMLVideoElement);
  #stage = element("[data-video-stage]", HTMLElement);
  #said = element("[data-video-said]", HTMLElement);
  #cut = element("[data-video-cut]", HTMLElement);
  #listening = new AbortController();
  /** The edit of the clip that is playing. @type {Edit} */
  #played = {};
  /** @type {Edit} */
  #edit = {};
  #base = 0;

  /**
   * @param {Photo} photo
   * @param {(sentence: string) => void} say
   */
  constructor(photo, say) {
    this.#photo = photo;
    this.#say = say;
  }

  /** @param {HTMLElement} within */
  open(within) {
    const { signal } = this.#listening;
    for (const button of this.#buttons()) button.addEventListener("click", () => void this.#do(button.dataset["video"] ?? ""), { signal });
    // While this is open, it gets the keys, and not the viewer behind it.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
    this.#dialog.addEventListener("close", () => this.#closed(), { signal });
    this.#film.src = clipOf(this.#photo)?.url ?? "";
    // Nobody looks at what plays behind it.
    for (const behind of within.querySelectorAll("video")) behind.pause();
    within.append(this.#dialog);
    this.#show();
    this.#dialog.showModal();
    void this.#load();
  }

  #closed() {
    this.#listening.abort();
    freeVideo(this.#film);
    document.body.append(this.#dialog);
  }

  async #load() {
    this.#said.textContent = word("editor-loading");
    try {
      const { current, versions } = /** @type {Versions} */ (await ask(`/api/photo/${this.#photo.id}/versions`));
      this.#base = current;
      this.#played = this.#edit = versions.find(({ no }) => no === current)?.edit ?? {};
      this.#said.textContent = "";
      this.#show();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Where the video stands now, in the time of the whole one. */
  get #nowMs() {
    return (this.#played.begin_ms ?? 0) + Math.round(this.#film.currentTime * 1000);
  }

  /** @param {string} what */
  async #do(what) {
    const { begin_ms = 0, end_ms = 0, turns = 0 } = this.#edit;
    const now = this.#nowMs;
    if (what === "cancel") this.#dialog.close();
    if (what === "save") await this.#save();
    if (what === "begin") this.#change({ begin_ms: now, ...(end_ms && end_ms - now < SHORTEST_MS ? { end_ms: 0 } : {}) });
    if (what === "end") this.#change({ end_ms: Math.max(now, begin_ms + SHORTEST_MS) });
    if (what === "poster") this.#change({ poster_ms: now });
    if (what === "turn") this.#change({ turns: (turns + 1) % QUARTER_TURNS });
    if (what === "reset") this.#set({});
  }

  /** @param {Edit} change */
  #change(change) {
    this.#set({ ...this.#edit, ...change });
  }

  /** @param {Edit} edit */
  #set(edit) {
    this.#edit = edit;
    this.#show();
  }

  #show() {
    const { begin_ms = 0, end_ms = 0, poster_ms, turns = 0 } = this.#edit;
    this.#cut.textContent = [
      end_ms ? word("video-from-to", { begin: clock(begin_ms), end: clock(end_ms) }) : word("video-from", { begin: clock(begin_ms) }),
      typeof poster_ms === "number" ? word("video-picture", { time: clock(poster_ms) }) : "",
    ].join(" ");
    this.#stage.dataset["turns"] = String((turns - (this.#played.turns ?? 0) + QUARTER_TURNS) % QUARTER_TURNS);
    const isSame = JSON.stringify(plain(this.#edit)) === JSON.stringify(plain(this.#played));
    for (const button of this.#buttons()) if (button.dataset["video"] === "save") button.disabled = isSame;
  }

  async #save() {
    this.#said.textContent = word("editor-saving");
    for (const button of this.#buttons()) button.disabled = button.dataset["video"] === "save";
    try {
      const json = { base: this.#base, edit: plain(this.#edit) };
      const answer = /** @type {EditedVersion} */ (await ask(`/api/photo/${this.#photo.id}/edit`, { method: "PUT", json }));
      this.#say(word(answer.picture_waits ? "editor-waits" : "video-saved"));
      this.#dialog.close();
    } catch (error) {
      this.#failed(error);
      this.#show();
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    if (error instanceof Refused) this.#said.textContent = error.code === "PICTURE_CHANGED" ? word("editor-changed") : error.message;
    else if (error instanceof Unreachable) this.#said.textContent = word("editor-away");
    else throw error;
    if (error instanceof Refused && error.code === "PICTURE_CHANGED") void this.#load();
  }

  /** @returns {HTMLButtonElement[]} */
  #buttons() {
    return [...this.#dialog.querySelectorAll("[data-video]")].filter((one) => one instanceof HTMLButtonElement);
  }
}

/** Only the fields that differ from the defaults. @param {Edit} edit @returns {Edit} */
function plain({ begin_ms, end_ms, poster_ms, turns }) {
  return {
    ...(begin_ms ? { begin_ms } : {}),
    ...(end_ms ? { end_ms } : {}),
    ...(typeof poster_ms === "number" ? { poster_ms } : {}),
    ...(turns ? { turns } : {}),
  };
}

/** @param {number} ms */
function clock(ms) {
  const tenths = Math.round(ms / 100);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}
