/** The album as the lightbox reads a list: every place has its turn, and a photo comes when one is near it. */

/** @import { Album } from "../../models/album.js" */
/** @import { Item, Stretch } from "../../models/album_stretch.js" */
/** @import { Photo } from "../../types.js" */
/** @import { Happening } from "../../models/gallery.js" */

export class LightboxList {
  hasOlder = false;
  #album;
  /** @type {Map<string, {item: Item, stretch: Stretch}>} */
  #places = new Map();

  /** @param {Album} album */
  constructor(album) {
    this.#album = album;
  }

  /** The keys of all places, as ids: what the lightbox walks along. @returns {readonly {id: string}[]} */
  get photos() {
    this.#places = new Map(
      this.#album.stretches.flatMap((stretch) =>
        stretch.items.map((item) => /** @type {const} */ ([item.key, { item, stretch }])),
      ),
    );
    return [...this.#places.keys()].map((id) => ({ id }));
  }

  /** @param {string} key */
  item(key) {
    return this.#places.get(key)?.item ?? null;
  }

  /**
   * Return the photo at a place, and ask for it where it is not there yet.
   * @param {string} key
   * @returns {Photo | null}
   */
  find(key) {
    const place = this.#places.get(key);
    if (!place) return null;
    if (!place.item.photo) this.#album.fill(place.stretch).catch(() => {});
    return place.item.photo && this.#album.find(place.item.photo.id) ? place.item.photo : null;
  }

  loadOlder() {
    return Promise.resolve();
  }

  /** @param {(happening: Happening) => void} listener */
  listen(listener) {
    return this.#album.listen((happening) => {
      const item = "item" in happening ? happening.item : undefined;
      if (happening.kind !== "edited") listener({ kind: "refreshed" });
      // A turned picture has another shape as well: places have moved, and the large picture is another.
      if (item?.photo) listener({ kind: "edited", photo: item.photo, at: item.key });
    });
  }
}
