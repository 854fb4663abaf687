/** Asks the browser to go on sending when this page is closed, where it can (Background Sync, WICG). */

import { SEND_TAG } from "../../helpers/send_tag.js";
import { keepForOffline } from "../parts/installed.js";

/** @typedef {ServiceWorkerRegistration & {sync?: {register: (tag: string) => Promise<void>}}} WithSync */

export class Background {
  #registered = /** @type {Promise<WithSync | null>} */ (keepForOffline());
  #hasWork;

  /** @param {() => boolean} hasWork whether something is on its way */
  constructor(hasWork) {
    this.#hasWork = hasWork;
  }

  connect() {
    document.addEventListener("visibilitychange", this.#askIfHidden);
  }

  disconnect() {
    document.removeEventListener("visibilitychange", this.#askIfHidden);
  }

  #askIfHidden = () => {
    if (document.visibilityState === "hidden") void this.ask();
  };

  /** Ask, if there is something to send: the browser will when it is online, this page or not. */
  async ask() {
    const registration = await this.#registered;
    if (!registration?.active || !registration.sync || !this.#hasWork()) return;
    // Browsers may refuse it (Brave, or a guest who said no): then the next visit goes on.
    await registration.sync.register(SEND_TAG).catch(() => {});
  }
}
