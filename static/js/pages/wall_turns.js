/** Turns and showings of this screen: its reports of them, and what it learns of those of other screens. */

import { ShownHere } from "../models/shown_here.js";

/** @import { Photo } from "../types.js" */
/** @import { Steering } from "../types.js" */
/** @import { Show } from "../models/show.js" */
/** @import { Turns } from "../models/turns.js" */
/** @import { WallShow } from "./wall_show.js" */

/** How many turns a report lists. */
const MOST_TOLD = 100;
/** A photo that has waited longer was sent while no screen was on. It comes between the others. */
const FRESH_S = 10 * 60;

export class WallTurns {
  #root;
  #turns;
  #show;
  #showing;
  #fetch;
  #shown = new ShownHere();
  #isFetching = false;

  /**
   * @param {HTMLElement} root
   * @param {{turns: Turns, show: Show, showing: WallShow, fetch: (id: string) => Promise<Photo | undefined>}} parts
   */
  constructor(root, { turns, show, showing, fetch }) {
    this.#root = root;
    this.#turns = turns;
    this.#show = show;
    this.#showing = showing;
    this.#fetch = fetch;
  }

  /** Something else is on. */
  noteShown() {
    if (!this.#isCovered) this.#shown.note(this.#showing.ids);
  }

  /** @returns {Record<string, unknown>} */
  describe() {
    const turns = this.#turns;
    const covered = this.#isCovered;
    this.noteShown();
    return {
      covered,
      past: this.#shown.past(covered ? [] : this.#showing.ids),
      waiting: turns.size,
      behind: turns.behind,
      wait_s: Math.round(turns.longestWaitMs / 1000),
      line: turns.positions(MOST_TOLD),
      turn_ms: this.#showing.turnMs(turns.size),
      seen: turns.lastNo,
      short: turns.isHungry && !this.#isFetching,
    };
  }

  /** @param {Steering} told */
  apply({ showings, shown_no, share, unshown }) {
    this.#shown.answered();
    this.#turns.hear(showings.map(([no, id, turn, at]) => ({ no, id, turn, at })), shown_no);
    this.#turns.setScreens({ index: share[0], count: share[1] });
    if (unshown) void this.#take(unshown.photos, unshown.more);
  }

  /**
   * Queue the photos that no screen has shown here, too.
   * @param {[string, number][]} photos
   * @param {boolean} hasMore
   */
  async #take(photos, hasMore) {
    this.#isFetching = true;
    for (const [id, waitedS] of photos) {
      const photo = this.#show.find(id) ?? (await this.#fetch(id));
      if (photo) this.#turns.add(photo, { waitedMs: waitedS * 1000, isFresh: waitedS < FRESH_S });
    }
    this.#isFetching = false;
    if (!hasMore) this.#turns.setComplete();
    if (this.#turns.size > 0) this.#showing.lookAgain();
  }

  /** Whether nobody sees the photos: the page is hidden, or something else covers them. */
  get #isCovered() {
    const { dark, panic, code, notice, scene, slideKind } = this.#root.dataset;
    return (
      slideKind !== undefined || document.hidden || dark === "true" || panic === "true" || code === "call" || notice === "alone" || scene !== "show"
    );
  }
}
