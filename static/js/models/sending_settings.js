/** The guest's settings for sending from this phone. They are stored on the phone and hold on every page. */

import { isCostly } from "../helpers/connection.js";

/** @import { Connection } from "../helpers/connection.js" */

/**
 * `originals` is "" until the guest has chosen: then the connection decides. `kbits` bounds the speed, 0 not at all.
 * `copy` is how large a screen copy goes ahead, "none" sends the original first. `keepsSent` keeps a list of what
 * was sent on the phone.
 * @typedef {{originals: "" | "at-once" | "wifi" | "ask", kbits: 0 | 250 | 1000 | 4000,
 *   copy: "small" | "normal" | "none", keepsSent: boolean}} Settings
 */

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze({ originals: "", kbits: 0, copy: "normal", keepsSent: false });

const COPY_PX = { small: 1280, normal: 2048, none: 0 };
const WIFI = new Set(["wifi", "ethernet"]);

/**
 * Read stored settings. Missing or unknown ones are as in DEFAULTS.
 * @param {any} kept
 * @returns {Settings}
 */
export function settingsFrom(kept) {
  const { originals, kbits, copy, keepsSent } = kept ?? {};
  return {
    originals: ["at-once", "wifi", "ask"].includes(originals) ? originals : DEFAULTS.originals,
    kbits: [250, 1000, 4000].includes(kbits) ? kbits : DEFAULTS.kbits,
    copy: ["small", "none"].includes(copy) ? copy : DEFAULTS.copy,
    keepsSent: keepsSent === true,
  };
}

/**
 * Return the longer side of a screen copy, 0 for no copy.
 * @param {Settings} settings
 */
export function copyPx({ copy }) {
  return COPY_PX[copy];
}

/**
 * Tell what is used for originals, whether the guest chose it or not.
 * @param {Settings} settings
 * @param {Connection | null} link
 * @returns {"at-once" | "wifi" | "ask"}
 */
export function originalsRule({ originals }, link) {
  return originals || (isCostly(link) || link?.type ? "wifi" : "at-once");
}

/**
 * Tell what originals wait for: "" when they may go, Wi-Fi, or the guest's word. A browser that does not name its
 * network cannot say when Wi-Fi is there, so that the guest has to.
 * @param {Settings} settings
 * @param {Connection | null} link
 * @returns {"" | "wifi" | "word"}
 */
export function originalsWaitFor(settings, link) {
  if (!settings.originals) return isCostly(link) ? "wifi" : "";
  if (settings.originals === "at-once") return "";
  if (settings.originals === "ask" || !link?.type || link.type === "unknown") return "word";
  return WIFI.has(link.type) ? "" : "wifi";
}
