/** Keeps the reader's place in the album in the history entry, so that back and reload lead there. */

/** @import { Album } from "../../models/album.js" */
/** @import { AlbumView } from "./view.js" */

/** Save after no scrolling for this long. */
const SETTLED_MS = 150;
/** As far down as this there is nothing to come back to. */
const AT_TOP_PX = 8;

export class PlaceKept {
  #album;
  #view;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Album} album
   * @param {AlbumView} view
   */
  constructor(album, view) {
    this.#album = album;
    this.#view = view;
    // The browser would restore a number of pixels, before the photos that were above.
    history.scrollRestoration = "manual";
  }

  connect() {
    window.addEventListener("scroll", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keep(), SETTLED_MS);
    }, { passive: true });
    window.addEventListener("pagehide", () => this.#keep());
  }

  /** Go to where the page was: the same photo, however many others have come. */
  restore() {
    const place = history.state?.album;
    if (!place) return;
    const stretches = this.#album.stretches;
    const isBefore = (/** @type {{at: string, no: number}} */ one) => one.at < place.at || (one.at === place.at && one.no <= place.no);
    const stretch = stretches.filter(isBefore).at(-1) ?? stretches[0];
    const item = stretch?.items[Math.min(place.index, stretch.items.length - 1)];
    if (item) this.#view.bring(item, place.top);
  }

  #keep() {
    // The photo that is open has an entry of its own.
    if (history.state?.photo) return;
    const seen = window.scrollY > AT_TOP_PX ? this.#view.firstSeen() : null;
    const stretch = seen && this.#album.stretches.find((one) => one.items.includes(seen.item));
    const album = seen && stretch ? { at: stretch.at, no: stretch.no, index: stretch.items.indexOf(seen.item), top: seen.top } : null;
    history.replaceState({ ...history.state, album }, "");
  }
}
