/** Whether sending costs the guest more than a moment: metered, slow, or asked to be spared. */

/**
 * The Network Information API (WICG), where a browser has it; the others say nothing and are not held back.
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
