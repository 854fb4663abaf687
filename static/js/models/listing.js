/** The photos of a wall: first the newest, and later a few from anywhere in the past. */

import { ask } from "../helpers/http.js";
import { MOST_NEWEST } from "./show.js";

/** @import { Photo, PartyState } from "../types.js" */

const PAGE = 100;
const FIRST_PAGE = 30;
const HANDFUL = 10;
/** Of a longer night every second photo is left out, or three of four. Each has a kilobyte of data. */
export const MOST_OF_ALL = 5_000;

/** @typedef {{photos: Photo[], cursor: number, before: number | null, party?: PartyState}} Newest */

/**
 * Fetch the newest page: enough to begin with.
 * @returns {Promise<Newest>}
 */
export async function fetchNewest() {
  return ask(`/api/photos?before=&limit=${FIRST_PAGE}`);
}

/**
 * Fetch the pages behind the first until a show is full; answer them and where the past begins, or null.
 * @param {number | null} before
 * @returns {Promise<{photos: Photo[], before: number | null}>}
 */
export async function fetchRest(before) {
  /** @type {Photo[]} */
  const photos = [];
  while (before !== null && photos.length + FIRST_PAGE < MOST_NEWEST) {
    const page = await ask(`/api/photos?before=${before}&limit=${PAGE}`);
    photos.push(...page.photos);
    before = page.before;
  }
  return { photos, before };
}

/**
 * Fetch the whole night, newest first; of a very long one an even part.
 * @param {typeof ask} [askFor]
 * @returns {Promise<Photo[]>}
 */
export async function fetchAll(askFor = ask) {
  /** @type {Photo[]} */
  let photos = [];
  /** @type {number | string | null} */
  let before = "";
  let seen = 0;
  let every = 1;
  while (before !== null) {
    /** @type {Newest} */
    const page = await askFor(`/api/photos?before=${before}&limit=${PAGE}`);
    for (const photo of page.photos) if (seen++ % every === 0) photos.push(photo);
    if (photos.length > MOST_OF_ALL) {
      photos = photos.filter((_, index) => index % 2 === 0);
      every *= 2;
    }
    before = page.before;
  }
  return photos;
}

/**
 * Fetch a few photos from somewhere before a position. One small question, however many photos there are.
 * @param {number} before
 * @param {() => number} [random]
 * @returns {Promise<Photo[]>}
 */
export async function fetchHandful(before, random = Math.random) {
  const page = await ask(`/api/photos?before=${1 + Math.ceil(random() * (before - 1))}&limit=${HANDFUL}`);
  return page.photos;
}
