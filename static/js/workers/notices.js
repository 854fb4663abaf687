/** Shows a call in the service worker. A tap on it opens its page. */

/** @import { WorkerScope } from "./types.js" */

/**
 * Show a message of the server. A browser withdraws the permission from a worker that shows nothing.
 * @param {ServiceWorkerRegistration} registration
 * @param {{json: () => unknown} | null} data
 */
export async function showNotice(registration, data) {
  const { title, body, topic, path } = read(data);
  // A newer one about the same takes the older one's place, and is heard again. Not all browsers say `renotify`.
  const options = /** @type {NotificationOptions} */ ({ body, tag: topic, renotify: true, data: path, icon: "icons/icon-192.png" });
  await registration.showNotification(title, options);
}

/**
 * Bring the page of a notice to the front, or open it.
 * @param {WorkerScope["clients"]} clients
 * @param {unknown} path
 */
export async function openNotice(clients, path) {
  const wanted = new URL(typeof path === "string" ? path : "admin", self.location.href);
  // Whatever the message says, open only pages of ours.
  if (wanted.origin !== self.location.origin) return;
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = open.find((client) => new URL(client.url).pathname === wanted.pathname);
  if (there?.focus) await there.focus();
  else await clients.openWindow(wanted.href);
}

/** @param {{json: () => unknown} | null} data */
function read(data) {
  /** @type {unknown} */
  let told;
  try {
    told = data?.json();
  } catch {
    told = null;
  }
  const words = /** @type {Record<string, unknown>} */ (typeof told === "object" && told ? told : {});
  /** @param {string} name @param {string} otherwise */
  const text = (name, otherwise) => {
    const value = words[name];
    return typeof value === "string" && value ? value : otherwise;
  };
  return { title: text("title", "Partywall"), body: text("body", ""), topic: text("topic", "partywall"), path: text("path", "admin") };
}
