/** Convert moments between a form's field, in local time, and the server, in UTC. */

const MINUTE_MS = 60_000;
const LENGTH = "2026-06-13T22:00".length;

/** @param {string} local what a `datetime-local` field holds; empty for none */
export function toUtc(local) {
  return local ? new Date(local).toISOString() : "";
}

/** @param {string} iso in UTC; empty for none */
export function toLocal(iso) {
  if (!iso) return "";
  const moment = new Date(iso);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, LENGTH);
}
