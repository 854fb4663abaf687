/**
 * The shapes that the server sends, for the type checker alone.
 *
 * @typedef {{name: string, url: string, width: number, height: number, type: string}} Rendition
 * @typedef {{id: string, change: number, position: number, state: string, author: string, caption: string,
 *   width: number, height: number, placeholder: string, taken_at: string | null, created_at: string,
 *   media: "photo" | "video" | "card", duration_s: number | null, original: "kept" | "coming" | "copy", mine: boolean,
 *   sender: string, by_photographer: boolean, private: boolean,
 *   renditions: Rendition[]}} Photo
 * @typedef {{id: string, change: number, gone: true, refused?: true, words?: string}} Gone
 * @typedef {{id: string, screen: string, number: number}} OnScreen
 * @typedef {{uploads_open: boolean, state: "open" | "break" | "ended", message: string, title: string,
 *   videos: boolean, accent: string, ground: string, settings_version: number, show_no: number,
 *   panic: boolean, tags_on_wall: boolean, gallery_for: "everyone" | "members", deletes_at: string, photos_per_guest: number,
 *   names_asked: "no" | "optional" | "always", downloads_for: "nobody" | "own" | "everyone", privacy_note: string,
 *   consent: string, greetings_allowed: boolean}} PartyState
 *
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
