/** Whether sending is costly for the guest: the connection is metered or slow, or data saving is on. */

/**
 * The Network Information API (WICG), if the browser has it. Without it nothing is held back.
 * @typedef {EventTarget & {saveData?: boolean, effectiveType?: string, type?: string}} Connection
 */

const SLOW = new Set(["slow-2g", "2g", "3g"]);

/** @returns {Connection | null} */
export function connection() {
  return /** @type {{connection?: Connection}} */ (navigator).connection ?? null;
}

/** @param {Connection | null} link */
export function isCostly(link) {
  return Boolean(link && (link.saveData || SLOW.has(link.effectiveType ?? "") || link.type === "cellular"));
}
