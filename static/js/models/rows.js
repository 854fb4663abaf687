/**
 * Rows of photos, side by side at one height: which photo lies where.
 *
 * The first row is never one lone photo: a new one joins the row below, closer together, until the next has come.
 *
 * The first layout is the one that CSS makes of the same list (flex-wrap, flex-grow 1), so that nothing moves
 * when the script takes over. From then on a row stays as it is: what arrives starts a row of its own above,
 * what is loaded continues below, and only the row that lost a photo closes up. Rows have one height, so that
 * the place of the ten-thousandth is known without looking at the others.
 */

/** @typedef {{id: string, width: number, height: number}} Sized */
/** @typedef {{width: number, height: number, gap: number}} Measures  the list's width, a row's height, in px */
/** @typedef {{id: string, row: number, x: number, y: number, width: number}} Place */
/** @typedef {{photos: Sized[], isFull: boolean}} Row  a full row is stretched to the list's width */

/** How narrow and how wide a photo may lie, in row heights. gallery.css says the same. */
const NARROWEST = 0.75;
const WIDEST = 1.5;
/** A row that keeps less than this after losing a photo is left ragged, or its photos would be cut too much. */
const STRETCHED_FROM = 0.7;

export class Rows {
  /** @type {Row[]} */
  #rows = [];
  /** @type {Measures} */
  #measures;

  /** @param {Measures} measures */
  constructor(measures) {
    this.#measures = measures;
  }

  get measures() {
    return this.#measures;
  }

  get count() {
    return this.#rows.length;
  }

  /** The height of all rows together, in px. */
  get height() {
    return Math.max(0, this.#rows.length * this.pitch - this.#measures.gap);
  }

  /** From the top of one row to the top of the next, in px. */
  get pitch() {
    return this.#measures.height + this.#measures.gap;
  }

  /**
   * Lay everything out afresh.
   * @param {readonly Sized[]} photos newest first
   * @param {Measures} [measures]
   */
  fill(photos, measures = this.#measures) {
    this.#measures = measures;
    this.#rows = [];
    this.append(photos);
  }

  /** @param {readonly Sized[]} photos older than all others, newest first */
  append(photos) {
    for (const photo of photos) {
      const last = this.#rows.at(-1);
      if (last && this.#fits(last, photo)) {
        last.photos.push(photo);
        continue;
      }
      if (last) last.isFull = true;
      this.#rows.push({ photos: [photo], isFull: false });
    }
  }

  /** @param {readonly Sized[]} photos newer than all others, newest first */
  prepend(photos) {
    for (const photo of [...photos].reverse()) {
      const first = this.#rows[0];
      if (first && this.#fits(first, photo)) {
        first.photos.unshift(photo);
        continue;
      }
      if (!first) this.#rows.unshift({ photos: [photo], isFull: false });
      else if (this.#isCrowded(first))
        this.#rows.unshift({ photos: [photo, ...first.photos.splice(0, 1)], isFull: false });
      else {
        first.isFull = true;
        first.photos.unshift(photo);
      }
    }
  }

  /**
   * Take a photo out; return the row it lay in, or -1.
   * @param {string} id
   */
  remove(id) {
    const index = this.#rows.findIndex((row) => row.photos.some((photo) => photo.id === id));
    const row = this.#rows[index];
    if (!row) return -1;
    row.photos = row.photos.filter((photo) => photo.id !== id);
    if (row.photos.length === 0) this.#rows.splice(index, 1);
    else if (this.#used(row) < this.#measures.width * STRETCHED_FROM) row.isFull = false;
    const [first, second] = this.#rows;
    if (first?.photos.length === 1 && second) {
      second.photos.unshift(...first.photos);
      second.isFull ||= this.#used(second) > this.#measures.width;
      this.#rows.shift();
    }
    return index;
  }

  /**
   * Return the places in the rows from `first` up to and without `end`, in reading order.
   * @param {number} first
   * @param {number} end
   * @returns {Place[]}
   */
  places(first, end) {
    /** @type {Place[]} */
    const places = [];
    for (let index = Math.max(0, first); index < Math.min(end, this.#rows.length); index += 1) {
      const row = this.#rows[index];
      if (row) places.push(...this.#placesIn(row, index));
    }
    return places;
  }

  /**
   * Return where a photo lies, or null.
   * @param {string} id
   */
  find(id) {
    const index = this.#rows.findIndex((row) => row.photos.some((photo) => photo.id === id));
    return this.places(index, index + 1).find((place) => place.id === id) ?? null;
  }

  /**
   * @param {Row} row
   * @param {number} index
   * @returns {Place[]}
   */
  #placesIn(row, index) {
    const left = this.#measures.width - this.#used(row);
    const spare = row.isFull && left > 0 ? left / row.photos.length : 0;
    const part = this.#isCrowded(row) ? 1 + left / (this.#used(row) - (row.photos.length - 1) * this.#measures.gap) : 1;
    let x = 0;
    return row.photos.map((photo) => {
      const width = this.#natural(photo) * part + spare;
      const place = { id: photo.id, row: index, x, y: index * this.pitch, width };
      x += width + this.#measures.gap;
      return place;
    });
  }

  /**
   * @param {Row} row
   * @param {Sized} photo
   */
  #fits(row, photo) {
    // Browsers count in 64ths of a pixel: what they let stand in a row must stand there here, too.
    return this.#used(row) + this.#measures.gap + this.#natural(photo) <= this.#measures.width + 1 / 64;
  }

  /**
   * Tell whether a row holds one more than fits: only the first one may.
   * @param {Row} row
   */
  #isCrowded(row) {
    return this.#used(row) > this.#measures.width + 1 / 64;
  }

  /** @param {Row} row */
  #used(row) {
    const widths = row.photos.reduce((sum, photo) => sum + this.#natural(photo), 0);
    return widths + (row.photos.length - 1) * this.#measures.gap;
  }

  /** @param {Sized} photo */
  #natural({ width, height }) {
    const ratio = height > 0 ? width / height : 1;
    return this.#measures.height * Math.min(WIDEST, Math.max(NARROWEST, ratio));
  }
}
