/** Which photos are chosen: one by one, or all between two. */

/** As many as go into one ZIP. */
export const MOST_CHOSEN = 500;

export class Chosen {
  /** In the order in which they were chosen. @type {Set<string>} */
  #ids = new Set();
  /** Where a choice of several begins. */
  #last = "";
  #isOn = false;
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  get isOn() {
    return this.#isOn;
  }

  get ids() {
    return [...this.#ids];
  }

  /** @param {string} id */
  has(id) {
    return this.#ids.has(id);
  }

  begin() {
    this.#isOn = true;
    this.#onChange();
  }

  end() {
    this.#isOn = false;
    this.#ids.clear();
    this.#last = "";
    this.#onChange();
  }

  /** @param {string} id */
  toggle(id) {
    this.#isOn = true;
    if (!this.#ids.delete(id) && this.#ids.size < MOST_CHOSEN) this.#ids.add(id);
    this.#last = id;
    this.#onChange();
  }

  /**
   * Choose all from the last one that was chosen to this one.
   * @param {string} id
   * @param {readonly string[]} order the ids as they lie
   */
  reach(id, order) {
    const [from, to] = [order.indexOf(this.#last), order.indexOf(id)].sort((one, other) => one - other);
    if (from === undefined || to === undefined || from < 0) {
      this.toggle(id);
      return;
    }
    for (const one of order.slice(from, to + 1)) if (this.#ids.size < MOST_CHOSEN) this.#ids.add(one);
    this.#last = id;
    this.#onChange();
  }

  /** Forget those that are not there any more. @param {(id: string) => boolean} isThere */
  keep(isThere) {
    const gone = this.ids.filter((id) => !isThere(id));
    for (const id of gone) this.#ids.delete(id);
    if (gone.length > 0) this.#onChange();
  }
}
