/** Tells the server which photo this wall shows, so that the host can take that one down. */

import { ask, Refused, Unreachable } from "../helpers/http.js";

/** A photo may stay on for long; a wall that says nothing for a minute is taken for gone. */
const SAY_EVERY_MS = 20_000;

export class WallReport {
  #screen = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  #photo = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} photo the id of the photo that is on; empty for none */
  show(photo) {
    this.#photo = photo;
    void this.#say();
  }

  async #say() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#say(), SAY_EVERY_MS);
    try {
      await ask("/wall/shows", { method: "PUT", json: { screen: this.#screen, photo: this.#photo } });
    } catch (error) {
      // The host then sees less; the wall itself goes on.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  }
}
