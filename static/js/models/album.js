/**
 * The album: every photo's place is known from its outline, the photos themselves come a stretch at a time.
 *
 * It stays true to the feed: what the feed says while a stretch is on its way is said to it again.
 */

import { Item, laterThan, ratioOf, Stretch } from "./album_stretch.js";

/** @import { Album as Outline, Gone, Photo, Stretch as Answer } from "../types.js" */
/** @typedef {{id: string, title: string, stretches: Stretch[]}} Chapter */
/**
 * `moved`: photos came, went, or one is of another shape (`item`), so places have changed. `filled`: photos are there now
 * where room was left. `replaced`: all of it may have changed.
 * @typedef {{kind: "moved", item?: Item} | {kind: "filled", stretch: Stretch} | {kind: "edited", item: Item} | {kind: "replaced"}} Happening
 */

/** At most this many stretches keep their photos. The ones not viewed for longest drop theirs first. */
const MOST_FILLED = 60;
/** Sorts after everything: moments begin with a year. */
const END = { at: "9999", no: 0 };

export class Album {
  /** @type {Chapter[]} */
  #chapters = [];
  #no = 0;
  #cursor = 0;
  #source;
  /** @type {Map<string, {item: Item, stretch: Stretch}>} */
  #known = new Map();
  /** In the order of filling or viewing, the latest last. @type {Set<Stretch>} */
  #filled = new Set();
  #underWay = 0;
  /** @type {(Photo | Gone)[]} */
  #meanwhile = [];
  /** @type {Set<(happening: Happening) => void>} */
  #listeners = new Set();

  /**
   * @param {{outline: () => Promise<Outline>,
   *   photos: (begin: {at: string, no: number}, end: {at: string, no: number}) => Promise<Answer>}} source
   */
  constructor(source) {
    this.#source = source;
  }

  /** @returns {readonly Chapter[]} */
  get chapters() {
    return this.#chapters;
  }

  /** The change that the chapters were read with. */
  get no() {
    return this.#no;
  }

  /** @returns {Stretch[]} all stretches, in order */
  get stretches() {
    return this.#chapters.flatMap((chapter) => chapter.stretches);
  }

  get count() {
    return this.stretches.reduce((sum, stretch) => sum + stretch.items.length, 0);
  }

  /** @param {string} id */
  find(id) {
    return this.#known.get(id)?.item.photo ?? null;
  }

  /** @param {string} id of a photo that has come already */
  itemOf(id) {
    return this.#known.get(id)?.item ?? null;
  }

  /** @param {(happening: Happening) => void} listener */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Fetch the outline again. Unchanged stretches keep their photos. Throws what the request throws. */
  async load() {
    const outline = await this.#listening(() => this.#source.outline());
    const before = new Map(this.stretches.map((stretch) => [stretch.key, stretch]));
    this.#no = outline.chapters_no;
    this.#cursor = outline.cursor;
    this.#chapters = outline.chapters.map(({ id, title, stretches }) => ({
      id,
      title,
      stretches: stretches.map((told) => {
        const kept = before.get(`${told.at} ${told.no}`);
        return kept?.isFilled && kept.items.length === told.shapes.length ? kept : new Stretch(told.at, told.no, told.shapes);
      }),
    }));
    const stretches = new Set(this.stretches);
    for (const stretch of this.#filled) if (!stretches.has(stretch)) this.#forget(stretch);
    this.#tell({ kind: "replaced" });
    this.#catchUp(outline.cursor);
  }

  /**
   * Fetch the photos of a stretch, once. Throws what the request throws.
   * @param {Stretch} stretch
   */
  async fill(stretch) {
    if (stretch.isFilled || stretch.isOnItsWay) return;
    stretch.isOnItsWay = true;
    try {
      const stretches = this.stretches;
      const next = stretches[stretches.indexOf(stretch) + 1] ?? END;
      const answer = await this.#listening(() => this.#source.photos(stretch, next));
      if (!this.stretches.includes(stretch)) return;
      const before = stretch.items.map((item) => item.ratio).join(" ");
      this.#put(stretch, answer.photos);
      const isSame = before === stretch.items.map((item) => item.ratio).join(" ");
      this.#tell(isSame ? { kind: "filled", stretch } : { kind: "moved" });
      this.#letGo(stretch);
      this.#catchUp(answer.cursor);
    } finally {
      stretch.isOnItsWay = false;
    }
  }

  /**
   * Take a photo from the feed: a new one, an edited one, or one that is back.
   * @param {Photo} photo
   */
  take(photo) {
    if (this.#underWay > 0) this.#meanwhile.push(photo);
    const known = this.#known.get(photo.id);
    if (known) {
      this.#update(known, photo);
      return;
    }
    // The outline already counts this photo, though without its id.
    if (photo.change <= this.#cursor) return;
    const { chapter, stretch } = this.#placeOf(photo);
    if (!chapter) {
      // The first photo of all, or one after an unknown border.
      void this.load().catch(() => {});
      return;
    }
    // If the photo's stretch is not filled, ignore edits: filling it brings the current photo.
    if (!stretch.isFilled && photo.change !== photo.position) return;
    const index = stretch.isFilled ? stretch.items.findIndex((one) => one.photo && laterThan(one.photo, photo)) : -1;
    const item = new Item(ratioOf(photo), photo);
    stretch.items.splice(index < 0 ? stretch.items.length : index, 0, item);
    this.#known.set(photo.id, { item, stretch });
    this.#tell({ kind: "moved" });
  }

  /** @param {Gone} gone */
  drop(gone) {
    if (this.#underWay > 0) this.#meanwhile.push(gone);
    const known = this.#known.get(gone.id);
    if (!known) return;
    this.#known.delete(gone.id);
    known.stretch.items.splice(known.stretch.items.indexOf(known.item), 1);
    this.#tell({ kind: "moved" });
  }

  /**
   * Set a photo's number of hearts. A photo that is not fetched yet will bring its own.
   * @param {string} id
   * @param {number} hearts
   */
  setHearts(id, hearts) {
    const item = this.#known.get(id)?.item;
    if (!item?.photo || item.photo.hearts === hearts) return;
    item.photo = { ...item.photo, hearts };
    this.#tell({ kind: "edited", item });
  }

  /**
   * @param {{item: Item, stretch: Stretch}} known
   * @param {Photo} photo
   */
  #update({ item, stretch }, photo) {
    if (!item.photo || photo.change <= item.photo.change) return;
    if (photo.happened_at !== item.photo.happened_at) {
      this.drop({ id: photo.id, change: photo.change, gone: true });
      this.take(photo);
      return;
    }
    const ratio = ratioOf(photo);
    const moves = Math.abs(ratio - item.ratio) > 0.02;
    if (moves) item.ratio = ratio;
    item.photo = photo;
    this.#known.set(photo.id, { item, stretch });
    this.#tell(moves ? { kind: "moved", item } : { kind: "edited", item });
  }

  /**
   * Find the stretch that a photo belongs to: the last one that begins before it.
   * @param {Photo} photo
   */
  #placeOf(photo) {
    let found = { chapter: this.#chapters[0], stretch: /** @type {Stretch} */ (this.#chapters[0]?.stretches[0]) };
    for (const chapter of this.#chapters) {
      for (const stretch of chapter.stretches) {
        if (stretch.at > photo.happened_at || (stretch.at === photo.happened_at && stretch.no > photo.position)) return found;
        found = { chapter, stretch };
      }
    }
    return found;
  }

  /**
   * @param {Stretch} stretch
   * @param {Photo[]} photos
   */
  #put(stretch, photos) {
    const isSame = photos.length === stretch.items.length;
    this.#forget(stretch);
    stretch.items = photos.map((photo, index) => {
      const kept = isSame ? stretch.items[index] : undefined;
      // Keep the shape that room was left for. A difference of a hundredth is cropped.
      const item = kept ?? new Item(ratioOf(photo), null);
      if (Math.abs(item.ratio - ratioOf(photo)) > 0.02) item.ratio = ratioOf(photo);
      item.photo = photo;
      this.#known.set(photo.id, { item, stretch });
      return item;
    });
    stretch.isFilled = true;
    this.#filled.add(stretch);
  }

  /**
   * Drop the photos of the stretches not viewed for longest.
   * @param {Stretch} but
   */
  #letGo(but) {
    for (const stretch of this.#filled) {
      if (this.#filled.size <= MOST_FILLED) return;
      if (stretch !== but) this.#forget(stretch);
    }
  }

  /** @param {Stretch} stretch that is looked at */
  touch(stretch) {
    if (this.#filled.delete(stretch)) this.#filled.add(stretch);
  }

  /** @param {Stretch} stretch */
  #forget(stretch) {
    for (const item of stretch.items) {
      if (item.photo) this.#known.delete(item.photo.id);
      item.photo = null;
    }
    stretch.isFilled = false;
    this.#filled.delete(stretch);
  }

  /**
   * @template T
   * @param {() => Promise<T>} request
   */
  async #listening(request) {
    this.#underWay += 1;
    try {
      return await request();
    } finally {
      this.#underWay -= 1;
    }
  }

  /**
   * Apply the feed's messages from during the request again: an answer as of `cursor` may lack them.
   * @param {number} cursor
   */
  #catchUp(cursor) {
    const missed = this.#meanwhile.filter((change) => change.change > cursor);
    if (this.#underWay === 0) this.#meanwhile = [];
    for (const change of missed) {
      if ("gone" in change) this.drop(change);
      else if (!this.#known.has(change.id)) this.take(change);
    }
  }

  /** @param {Happening} happening */
  #tell(happening) {
    for (const listener of this.#listeners) listener(happening);
  }
}
