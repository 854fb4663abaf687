/** A party with several screens and a server, for tests of the turns: things happen by seeded chance. */

import { MISSED_REST_MS, Turns } from "../../static/js/models/turns.js";
import { photo, seeded } from "./fakes.js";

/** The server tells a screen of so many that no screen has shown. */
const TOLD_AT_ONCE = 30;
const MOST_SCREENS = 4;

export class Party {
  photos = [];
  gone = new Map();
  showings = [];
  shownAfterTakedown = [];
  screens = [];
  isAway = false;
  at = 1_000_000;
  clock = { now: () => this.at };
  /** By photo, which screens have shown it; a reported one counts for good. */
  #seen = new Map();
  #change = 0;

  constructor(seed, { screens = 3, ...trouble } = {}) {
    this.random = seeded(seed);
    this.trouble = trouble;
    for (let n = 0; n < screens; n += 1) this.open();
  }

  open() {
    this.screens.push({ turns: new Turns({ clock: this.clock }), unsaid: [], heardOf: 0, isPaused: false });
  }

  send(sender) {
    this.#change += 1;
    const sent = photo(this.#change, { sender });
    this.photos.push(sent);
    for (const { turns } of this.screens) turns.add(sent);
  }

  takeDown(id) {
    this.#change += 1;
    this.gone.set(id, this.#change);
    for (const { turns } of this.screens) turns.remove(id, this.#change);
  }

  /** What the server's records say that no screen has shown. */
  unshown() {
    const reported = new Set(this.showings.map(({ id }) => id));
    return this.photos.filter(({ id }) => !this.gone.has(id) && !reported.has(id));
  }

  /** Which photos nobody has seen, reported or not. */
  neverShown() {
    return this.photos.filter(({ id }) => !this.gone.has(id) && !this.#seen.get(id)?.size).map(({ id }) => id);
  }

  /** A screen shows the next one. */
  show(screen) {
    const next = screen.turns.take();
    if (!next) return;
    if (this.trouble.losesPictures && this.random() < 0.1) {
      screen.turns.missed(next.id, true);
      return;
    }
    screen.turns.shown(next);
    if (this.gone.has(next.id)) this.shownAfterTakedown.push(next.id);
    this.#seen.set(next.id, (this.#seen.get(next.id) ?? new Set()).add(screen));
    screen.unsaid.push(next);
  }

  /** A screen reports, and hears what the others have shown. */
  report(screen) {
    if (this.isAway) return;
    for (const { id, sender } of screen.unsaid.splice(0)) {
      if (this.gone.has(id) || this.showings.some((showing) => showing.id === id)) continue;
      const at = this.photos.at(-1).position;
      this.showings.push({ no: this.showings.length + 1, id, turn: sender, at });
    }
    screen.turns.hear(this.showings.slice(screen.heardOf));
    screen.heardOf = this.showings.length;
    screen.turns.setScreens({ index: this.screens.indexOf(screen), count: this.screens.length });
    if (!screen.turns.isShort || screen.turns.size > TOLD_AT_ONCE) return;
    const told = this.unshown().slice(0, TOLD_AT_ONCE);
    for (const each of told) screen.turns.add(each);
    if (told.length < TOLD_AT_ONCE) screen.turns.setComplete();
  }

  round() {
    this.at += MISSED_REST_MS;
    for (const screen of this.screens) {
      this.show(screen);
      if (this.random() < 0.8) this.report(screen);
    }
  }

  run(rounds) {
    const { losesScreens, losesServer, takesDown } = this.trouble;
    for (let n = 0; n < rounds; n += 1) {
      const sends = this.isAway || this.random() < 0.6 ? 0 : Math.floor(this.random() * 12);
      for (let i = 0; i < sends; i += 1) this.send(`guest ${Math.floor(this.random() ** 2 * 15)}`);
      if (takesDown && !this.isAway && this.photos.length > 0 && this.random() < 0.3) {
        this.takeDown(this.photos[Math.floor(this.random() * this.photos.length)].id);
      }
      if (losesServer && this.random() < 0.1) this.isAway = !this.isAway;
      if (losesScreens && this.screens.length > 1 && this.random() < 0.05) {
        // What only it has shown and did not report, the others are still to show.
        const [lost] = this.screens.splice(Math.floor(this.random() * this.screens.length), 1);
        for (const { id } of lost.unsaid) this.#seen.get(id).delete(lost);
      }
      if (losesScreens && this.screens.length < MOST_SCREENS && this.random() < 0.05) this.open();
      this.round();
    }
    this.isAway = false;
  }

  /** Nothing more comes: the show catches up. */
  settle(rounds = 600) {
    for (let n = 0; n < rounds && this.neverShown().length > 0; n += 1) this.round();
  }
}
