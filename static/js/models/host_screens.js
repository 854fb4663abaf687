/** The screens as their hosts see and steer them. */

/** @import { Screen, Screens } from "../types.js" */

/**
 * @typedef {(url: string, options?: {method?: string, json?: unknown}) => Promise<any>} Ask
 */

export const MOST_PINS = 10;

/** The wall for old televisions does not report what waits. */
const TELLS_NOTHING = "basic";

/**
 * How far behind the show is: what waits that no screen has shown, by the screen that knows of the fewest. Null
 * while no screen is on. Screens hear of each other's showings, so one that says more has not heard yet.
 * @param {Screen[]} screens
 * @returns {{photos: number, waitS: number} | null}
 */
export function behindOf(screens) {
  const on = screens.filter(({ health, layout }) => health === "green" && layout !== TELLS_NOTHING);
  const [least] = on.sort((one, other) => (one.behind ?? 0) - (other.behind ?? 0));
  return least ? { photos: least.behind ?? 0, waitS: least.wait_s ?? 0 } : null;
}

export class HostScreens {
  #ask;

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /** @returns {Promise<Screens>} */
  look() {
    return this.#ask("/api/admin/screens");
  }

  /**
   * Change what a screen shows; an empty id is all of them.
   * @param {string} screen
   * @param {Record<string, unknown>} values
   */
  set(screen, values) {
    return this.#ask("/api/admin/screens", { method: "POST", json: { screen, set: values } });
  }

  /**
   * @param {string} screen
   * @param {string} step
   * @param {string} [photo]
   */
  step(screen, step, photo = "") {
    return this.#ask("/api/admin/screens", { method: "POST", json: { screen, do: step, photo } });
  }

  /**
   * @param {string} screen
   * @param {string} name
   */
  rename(screen, name) {
    return this.#ask(`/api/admin/screens/${screen}`, { method: "PUT", json: { name } });
  }

  /** Pin one more photo. If there are too many, the first pinned one leaves. @param {string} photo */
  async pin(photo) {
    const { state } = await this.look();
    await this.set("", { pins: [...state.pins.filter((id) => id !== photo), photo].slice(-MOST_PINS) });
  }

  /** @param {string} photo */
  async unpin(photo) {
    const { state } = await this.look();
    await this.set("", { pins: state.pins.filter((id) => id !== photo) });
  }
}
