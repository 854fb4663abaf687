/** The rows of one chapter, computed from the shapes alone, before any photo is loaded. */

/** @import { Measures } from "./rows.js" */
/** @typedef {{index: number, x: number, y: number, width: number}} Spot */

export class AlbumRows {
  #ratios;
  #measures;
  /** The first index of each row, and at the end the number of photos. @type {number[]} */
  #begins = [0];

  /**
   * @param {readonly number[]} ratios widths beside heights, as wide as a row shows them
   * @param {Measures} measures
   */
  constructor(ratios, measures) {
    this.#ratios = ratios;
    this.#measures = measures;
    let used = -measures.gap;
    ratios.forEach((ratio, index) => {
      const width = measures.gap + ratio * measures.height;
      if (used + width > measures.width && index > (this.#begins.at(-1) ?? 0)) {
        this.#begins.push(index);
        used = -measures.gap;
      }
      used += width;
    });
    if (ratios.length > 0) this.#begins.push(ratios.length);
  }

  get count() {
    return this.#begins.length - 1;
  }

  /** From the top of one row to the top of the next, in px. */
  get pitch() {
    return this.#measures.height + this.#measures.gap;
  }

  get height() {
    return Math.max(0, this.count * this.pitch - this.#measures.gap);
  }

  /**
   * Return the row of a photo.
   * @param {number} index
   */
  rowOf(index) {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#begins[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Return the first photo of a row. For the row after the last, return the number of photos.
   * @param {number} row
   */
  firstIn(row) {
    return this.#begins[Math.min(Math.max(row, 0), this.count)] ?? 0;
  }

  /**
   * Return the places in the rows from `first` up to and without `end`, in reading order.
   * @param {number} first
   * @param {number} end
   * @returns {Spot[]}
   */
  places(first, end) {
    /** @type {Spot[]} */
    const places = [];
    for (let row = Math.max(0, first); row < Math.min(end, this.count); row += 1) {
      const [begin, behind] = [this.firstIn(row), this.firstIn(row + 1)];
      const { gap, height, width } = this.#measures;
      let used = (behind - begin - 1) * gap;
      for (let index = begin; index < behind; index += 1) used += (this.#ratios[index] ?? 1) * height;
      // The last row stays ragged: its photos are not stretched to fill it.
      const spare = row + 1 < this.count ? (width - used) / (behind - begin) : 0;
      let x = 0;
      for (let index = begin; index < behind; index += 1) {
        const wide = Math.min((this.#ratios[index] ?? 1) * height + spare, width);
        places.push({ index, x, y: row * this.pitch, width: wide });
        x += wide + gap;
      }
    }
    return places;
  }
}
