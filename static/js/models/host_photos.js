/** The photos as the host sees them: shown and hidden, newest first, a page at a time, and kept up to date. */

/** @import { Photo, Gone, Version } from "../types.js" */

/** @typedef {(url: string, options?: {method?: string, json?: unknown}) => Promise<any>} Ask */

/**
 * What is looked for; an empty string lets everything through. `guest` is the sender's id for the server, `sender`
 * the same guest's tag on the photos; `hour` the beginning of an ISO time, `door` the id of a way in.
 * @typedef {{state: string, guest: string, sender: string, hour: string, door?: string}} Wanted
 */

/** @type {Wanted} */
const EVERYTHING = { state: "", guest: "", sender: "", hour: "" };
const PAGE_PHOTOS = 60;
/**
 * What a photo is after a change that took it from the guests.
 * @type {Record<string, Photo["state"] | undefined>}
 */
const STATE_AFTER = { hidden: "hidden", refused: "hidden", waits: "waiting", stopped: "waiting" };
/** The most that the server takes at once. */
const SEVERAL = 20;

export class HostPhotos {
  #ask;
  #onPhoto;
  #onRemoved;
  /** @type {Map<string, Photo>} */
  #photos = new Map();
  #wanted = EVERYTHING;
  /** Photos that the listing has given for the chosen way in. @type {Set<string>} */
  #byDoor = new Set();
  /** @type {number | null} */
  #before = null;
  #hasMore = true;
  /** @type {Promise<void> | null} */
  #loading = null;

  /**
   * `onPhoto` hears of a photo that is new or has changed, `onRemoved` of one that is gone for good.
   * @param {{ask: Ask, onPhoto: (photo: Photo) => void, onRemoved: (id: string) => void}} options
   */
  constructor({ ask, onPhoto, onRemoved }) {
    this.#ask = ask;
    this.#onPhoto = onPhoto;
    this.#onRemoved = onRemoved;
  }

  /** Newest first. */
  get photos() {
    return [...this.#photos.values()].sort(newestFirst);
  }

  /** The photos that match the filter. A changed one may no longer match. */
  get wanted() {
    return this.photos.filter((photo) => this.isWanted(photo));
  }

  /** @param {Photo} photo */
  isWanted({ id, state, sender, created_at }) {
    const wanted = this.#wanted;
    return (
      (!wanted.state || state === wanted.state) &&
      (!wanted.sender || sender === wanted.sender) &&
      // Only the listing tells which door a photo came by. The stream does not.
      (!wanted.door || this.#byDoor.has(id)) &&
      created_at.startsWith(wanted.hour)
    );
  }

  /** Look for others from now on. @param {Wanted} wanted */
  async look(wanted) {
    this.#wanted = wanted;
    this.#byDoor.clear();
    await this.reload();
  }

  /** Tell whether there are older photos than these. */
  get hasMore() {
    return this.#hasMore;
  }

  /** Load the next page. Two simultaneous calls load it once. */
  loadMore() {
    this.#loading ??= this.#load().finally(() => (this.#loading = null));
    return this.#loading;
  }

  /** Forget everything and load the first page again, because the feed cannot tell what was missed. */
  async reload() {
    for (const id of [...this.#photos.keys()]) this.#drop(id);
    this.#before = null;
    this.#hasMore = true;
    // A page that is still loading is for the old filter.
    this.#loading = null;
    await this.loadMore();
  }

  /**
   * A photo came or changed, as the feed tells it.
   * @param {Photo} photo
   */
  take(photo) {
    const oldest = this.photos.at(-1);
    const isFurtherBack = this.#hasMore && oldest && newestFirst(oldest, photo) < 0;
    // One that is further back than what is loaded comes with its page.
    if (this.#photos.has(photo.id) || (!isFurtherBack && this.isWanted(photo))) this.#set(photo);
  }

  /**
   * A photo is gone for everybody else. The log tells whether it is hidden or deleted.
   * @param {Gone} gone
   */
  async takeGone({ id, change }) {
    const known = this.#photos.get(id);
    // A photo that was hidden elsewhere belongs to the hidden ones.
    if (!known && this.#wanted.state === "hidden") await this.reload();
    if (!known || known.change >= change) return;
    const { changes } = await this.#ask(`/api/admin/changes?before=${change + 1}&limit=1`);
    const state = changes[0]?.no === change ? STATE_AFTER[changes[0].kind] : undefined;
    // Without renditions the page asks for the host's own picture of it.
    if (state) this.#set({ ...known, change, state, renditions: [] });
    else this.#drop(id);
  }

  /** @param {string} id */
  async hide(id) {
    this.#set((await this.#ask(`/api/admin/photo/${id}/hide`, { method: "POST" })).photo);
  }

  /** @param {string} id */
  async restore(id) {
    this.#set((await this.#ask(`/api/admin/photo/${id}/restore`, { method: "POST" })).photo);
  }

  /** Bring back the words that an edit has replaced. @param {number} no the number of that change */
  async undoEdit(no) {
    this.take((await this.#ask(`/api/admin/changes/${no}/undo`, { method: "POST" })).photo);
  }

  /** Bring back the picture that a photo had before its newest version. @param {string} id */
  async undoPicture(id) {
    const { current, versions } = await this.#ask(`/api/photo/${id}/versions`);
    const earlier = versions.filter((/** @type {Version} */ { no, waits }) => !waits && no < current);
    const json = { base: current, back_to: earlier.at(-1)?.no ?? 0 };
    this.take((await this.#ask(`/api/photo/${id}/edit`, { method: "PUT", json })).photo);
  }

  /** @param {string} id */
  async delete(id) {
    await this.#ask(`/api/photo/${id}`, { method: "DELETE" });
    this.#drop(id);
  }

  /**
   * Hide, restore, delete or turn several; return how many could not be.
   * @param {"hide" | "restore" | "delete" | "turn_left" | "turn_right"} what
   * @param {string[]} ids
   */
  async doSeveral(what, ids) {
    let missed = 0;
    for (let begin = 0; begin < ids.length; begin += SEVERAL) {
      const json = { do: what, photos: ids.slice(begin, begin + SEVERAL) };
      const answer = await this.#ask("/api/admin/photos", { method: "POST", json });
      missed += answer.missed;
      for (const photo of answer.photos) {
        if (photo.state === "deleted") this.#drop(photo.id);
        else this.#set(photo);
      }
    }
    return missed;
  }

  async #load() {
    if (!this.#hasMore) return;
    const wanted = this.#wanted;
    const { state, guest, hour, door = "" } = wanted;
    const filter = new URLSearchParams({ state, guest, hour, door });
    const page = await this.#ask(`/api/admin/photos?before=${this.#before ?? ""}&limit=${PAGE_PHOTOS}&${filter}`);
    if (wanted !== this.#wanted) return;
    this.#before = page.before;
    this.#hasMore = page.more;
    for (const photo of page.photos) {
      if (door) this.#byDoor.add(photo.id);
      this.#set(photo);
    }
  }

  /** @param {Photo} photo */
  #set(photo) {
    const known = this.#photos.get(photo.id);
    // Answers and the feed overtake each other. The higher number is the later state.
    if (known && known.change >= photo.change) return;
    this.#photos.set(photo.id, photo);
    this.#onPhoto(photo);
  }

  /** @param {string} id */
  #drop(id) {
    if (this.#photos.delete(id)) this.#onRemoved(id);
  }
}

/**
 * @param {Photo} one
 * @param {Photo} other
 */
export function newestFirst(one, other) {
  return other.position - one.position;
}
