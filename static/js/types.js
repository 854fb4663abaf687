/**
 * The shapes that the server sends, for the type checker alone.
 *
 * @typedef {{name: string, url: string, width: number, height: number, type: string}} Rendition
 * @typedef {{id: string, change: number, position: number, state: string, author: string, caption: string,
 *   width: number, height: number, placeholder: string, taken_at: string | null, created_at: string,
 *   media: "photo" | "video", duration_s: number | null, original: "kept" | "coming", mine: boolean,
 *   renditions: Rendition[]}} Photo
 * @typedef {{id: string, change: number, gone: true}} Gone
 * @typedef {{uploads_open: boolean, message: string, title: string, videos: boolean}} PartyState
 */
export {};
