/**
 * A service worker's global scope, as far as we use it: the checker's own declaration excludes the page's.
 * @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} LifeEvent
 * @typedef {LifeEvent & {request: Request, clientId: string, resultingClientId: string,
 *   respondWith: (answer: Promise<Response>) => void}} AskEvent
 * @typedef {LifeEvent & {tag: string, lastChance: boolean}} SyncEvent
 * @typedef {LifeEvent & {data: {json: () => unknown} | null}} PushEvent
 * @typedef {LifeEvent & {notification: Notification}} NoticeEvent
 * @typedef {{url: string, focus?: () => Promise<unknown>}} WorkerClient
 * @typedef {{skipWaiting: () => Promise<void>, location: Location, registration: ServiceWorkerRegistration,
 *   clients: {claim: () => Promise<void>,
 *     matchAll: (options: {type: "window", includeUncontrolled: boolean}) =>
 *       Promise<(WorkerClient & {postMessage: (message: unknown) => void})[]>,
 *     openWindow: (url: string) => Promise<unknown>},
 *   addEventListener: ((kind: "install" | "activate", hear: (event: LifeEvent) => void) => void)
 *     & ((kind: "fetch", hear: (event: AskEvent) => void) => void)
 *     & ((kind: "sync", hear: (event: SyncEvent) => void) => void)
 *     & ((kind: "push", hear: (event: PushEvent) => void) => void)
 *     & ((kind: "notificationclick", hear: (event: NoticeEvent) => void) => void)}} WorkerScope
 */
export {};
