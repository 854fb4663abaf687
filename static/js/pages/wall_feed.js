/** The wall's photos: the newest to begin with, what changes from then on, and older ones that join in. */

import { fetched } from "../helpers/fetched.js";
import { retryDelayMs } from "../helpers/jitter.js";
import { Feed } from "../models/feed.js";
import { fetchHandful, fetchNewest, fetchRest } from "../models/listing.js";

/** @import { Gone, PartyState, Photo } from "../types.js" */
/** @import { KeptPictures } from "../models/kept_pictures.js" */
/** @import { Show } from "../models/show.js" */
/** @import { WallShow } from "./wall_show.js" */

/** An older handful joins the show this often. */
const HANDFUL_EVERY_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 15_000;
/** One more picture is kept for a server that is away this often. */
const KEEP_EVERY_MS = 1_500;

/**
 * `stillThere` asks for photos that were on before, among the newest that are given; `onBegun` hears that the show has
 * begun anew, `onSilence` that the server has not answered yet, `onAnswer` which photos are the newest.
 * @typedef {{show: Show, showing: WallShow, kept: KeptPictures, stillThere: (newest: Photo[]) => Promise<Photo[]>,
 *   onBegun: () => void, onSilence: () => void, onAnswer: (newest: Photo[]) => void, onPhoto: (photo: Photo) => void, onGone: (gone: Gone) => void,
 *   onParty: (party: PartyState) => void}} Surroundings
 */

export class WallFeed {
  #root;
  #to;
  /** @type {Feed | null} */
  #feed = null;
  /** The position below which older photos are not in the show. @type {number | null} */
  #past = null;
  /** Counts the starts, so that a late answer to an earlier start is ignored. */
  #beginning = 0;
  /** @type {any} */
  #timer;

  /**
   * @param {HTMLElement} root
   * @param {Surroundings} surroundings
   */
  constructor(root, surroundings) {
    this.#root = root;
    this.#to = surroundings;
  }

  /** The change up to which this wall knows everything. */
  get cursor() {
    return this.#feed?.cursor ?? 0;
  }

  connect() {
    setInterval(() => void this.#bringHandful(), HANDFUL_EVERY_MS);
    setInterval(() => void this.#keepPicture(), KEEP_EVERY_MS);
    void this.begin();
  }

  /** Stop all requests and streams. */
  end() {
    this.#feed?.disconnect();
    this.#beginning += 1;
    clearTimeout(this.#timer);
  }

  /** Fetch the newest photos, show them and follow changes. Retry until it works. */
  async begin(attempt = 0) {
    const { show, showing, stillThere, onBegun, onParty } = this.#to;
    const own = ++this.#beginning;
    clearTimeout(this.#timer);
    const newest = await fetched(fetchNewest());
    if (own !== this.#beginning) return;
    if (!newest) {
      if (attempt === 0) this.#to.onSilence();
      this.#timer = setTimeout(() => void this.begin(attempt + 1), retryDelayMs(attempt, { mostMs: LONGEST_WAIT_MS }));
      return;
    }
    this.#to.onAnswer(newest.photos);
    if (newest.party) onParty(newest.party);
    const others = await stillThere(newest.photos);
    if (own !== this.#beginning) return;
    showing.begin([...newest.photos, ...others]);
    onBegun();
    this.#follow(newest.cursor);
    this.#past = newest.before;
    const rest = await fetched(fetchRest(this.#past));
    if (own !== this.#beginning || !rest) return;
    for (const photo of rest.photos) show.add(photo);
    this.#past = rest.before;
  }

  /** @param {number} cursor */
  #follow(cursor) {
    const { showing, kept, onPhoto, onGone, onParty } = this.#to;
    this.#feed?.disconnect();
    this.#feed = new Feed({
      cursor,
      onPhoto,
      onGone,
      onParty,
      onReset: () => void this.begin(),
      onState: (state) => {
        this.#root.dataset.state = state;
        if (state !== "live") return;
        kept.recover();
        showing.recover();
      },
    });
    this.#feed.connect();
  }

  /** Keep one more picture for a server that is away. */
  async #keepPicture() {
    const { show, kept } = this.#to;
    if (this.#root.dataset.state === "live") await kept.keepOne(show.photos, (id) => show.find(id));
    this.#root.dataset.kept = String(kept.size);
  }

  /** Let some of the older photos join in. */
  async #bringHandful() {
    const past = this.#past;
    if (past === null || past < 2 || this.#root.dataset.state !== "live") return;
    this.#to.show.addOlder((await fetched(fetchHandful(past))) ?? []);
  }
}
