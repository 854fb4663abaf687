/** What a page does only while somebody looks at it. */

/**
 * Connect now and whenever the page comes back; disconnect when it is left. The back-forward cache may keep the page, and
 * a kept page must not hold its stream.
 * @param {() => void} connect
 * @param {() => void} disconnect
 */
export function whileOpen(connect, disconnect) {
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
  connect();
}
