/** Lets the wall be loaded anew while its server is away: keeps the page and the night, and begins with them. */

import { keepForOffline } from "./parts/installed.js";

/** @import { PartyState, Photo, Steering } from "../types.js" */
/** @import { KeptPictures } from "../models/kept_pictures.js" */
/** @import { WallStore } from "../helpers/wall_store.js" */

/** What the page is made of has come by then. */
const PAGE_AFTER_MS = 5_000;
const WRITE_EVERY_MS = 2_000;

export class WallOffline {
  #store;
  #kept;
  #night;
  #onKept;
  /** What was written last, to write only what is new. */
  #written = "";
  #hasServer = false;

  /**
   * `night` returns what the screens were told last; `onKept` shows what an earlier page has kept.
   * @param {WallStore} store
   * @param {KeptPictures} kept
   * @param {{night: () => {told: Steering | null, party: PartyState | null},
   *   onKept: (photos: Photo[], told: Steering | null, party: PartyState | null) => void}} on
   */
  constructor(store, kept, { night, onKept }) {
    this.#store = store;
    this.#kept = kept;
    this.#night = night;
    this.#onKept = onKept;
  }

  connect() {
    setTimeout(() => void this.#keepPage(), PAGE_AFTER_MS);
    setInterval(() => void this.#keepNight(), WRITE_EVERY_MS);
  }

  /** The server did not answer when the page was opened: begin with what was kept. */
  async begin() {
    const found = await this.#store.read();
    if (!found || this.#hasServer || found.night.photos.length === 0) return;
    this.#kept.restore(found.night.photos, found.pictures);
    this.#onKept(
      found.night.photos,
      /** @type {Steering | null} */ (found.night.told),
      /** @type {PartyState | null} */ (found.night.party),
    );
  }

  /** The server has said which photos there are: what it does not name leaves here, too. @param {Photo[]} newest */
  async answered(newest) {
    const isFirst = !this.#hasServer;
    this.#hasServer = true;
    if (!isFirst) return;
    const found = await this.#store.read();
    if (found) this.#kept.restore(found.night.photos, found.pictures);
    this.#kept.retain(newest);
    await this.#keepNight();
  }

  async #keepPage() {
    if (!this.#hasServer || !(await keepForOffline())) return;
    const files = performance.getEntriesByType("resource").map(({ name }) => name);
    await this.#store.keepPage([...new Set(files)]);
    document.documentElement.dataset["keptPage"] = "";
  }

  async #keepNight() {
    if (!this.#hasServer) return;
    const night = { photos: this.#kept.photos, ...this.#night() };
    const { told, party } = night;
    const state = told && { state: told.state, name: told.name, number: told.number };
    const written = JSON.stringify([night.photos.map(({ id, change }) => [id, change]), state, party]);
    if (written === this.#written) return;
    this.#written = written;
    await this.#store.write(night);
  }
}
