/**
 * The path prefix of the party: empty for a server's own party, /p/<slug> for any other. Pages have it in their
 * first element, a service worker has it in its scope.
 */

const page = globalThis.document?.documentElement;
const worker = /** @type {{registration?: {scope: string}}} */ (/** @type {unknown} */ (globalThis)).registration;

export const BASE = page ? (page.dataset.base ?? "") : worker ? new URL(worker.scope).pathname.replace(/\/$/, "") : "";

/**
 * The address of one of the party's own paths.
 * @param {string} path
 */
export function ours(path) {
  return BASE + path;
}
