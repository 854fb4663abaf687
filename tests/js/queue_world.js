/** A queue of uploads in a test: its photos' tries are answered by hand, and time goes by tick. */

import { beforeEach, mock } from "node:test";

import { UploadQueue } from "../../static/js/models/upload_queue.js";

export const NOTHING = { total: 0, up: 0, withHosts: 0, underWay: 0, failed: 0, toFollow: 0, picked: 0 };
export const PHOTO = { id: "p1", caption: "", original: "kept" };
export const COPY = { ...PHOTO, original: "coming" };

/** A queue, and the tries that its photos make: each is answered by the test. */
export function makeQueue({ maxBytes = 1000, isRefused = () => false } = {}) {
  const tries = [];
  const originals = [];
  const kept = [];
  const gone = [];
  const openness = [];
  const others = new Set(); // keys that another tab has
  let keys = 0;
  const queue = new UploadQueue({
    show: (photo, onProgress) =>
      new Promise((resolve, reject) => tries.push({ ...photo, onProgress, resolve, reject })),
    sendOriginal: (photo, onProgress) =>
      new Promise((resolve, reject) => originals.push({ ...photo, onProgress, resolve, reject })),
    mayGo: async ({ key }) => !others.has(key),
    keep: ({ key, state, original }) => kept.push(`${key} ${state} ${original}`.trim()),
    onGone: ({ key }) => gone.push(key),
    author: () => "Ben",
    consent: () => "",
    isPrivate: () => false,
    task: () => "",
    makeKey: () => `key-${(keys += 1)}`,
    flawOf: ({ name, size }) => (isRefused(name) ? "videos-off" : size > maxBytes ? "too-large" : ""),
    onChange: () => {},
    onOpenness: (isOpen, message) => openness.push([isOpen, message]),
  });
  return { queue, tries, originals, kept, gone, others, openness };
}

export const file = (name, size = 10) => ({ name, size, lastModified: 1 });
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Pick files by their names and let them go. */
export async function send(queue, ...names) {
  queue.add(names.map((name) => file(name)));
  queue.sendPicked();
  await settled();
}

/** A queue whose guest has sent photos of these names. */
export async function sending(...names) {
  const made = makeQueue();
  await send(made.queue, ...names);
  return made;
}

/** A queue whose one photo is on the wall as a copy. */
export async function withCopy() {
  const made = await sending("a");
  await answer(made.tries[0], COPY);
  return made;
}

export async function answer(one, photo) {
  one.resolve(photo);
  await settled();
}

export async function fail(one, error) {
  one.reject(error);
  await settled();
}

export async function later(ms) {
  mock.timers.tick(ms);
  await settled();
}

export const states = (queue) => queue.uploads.map((upload) => upload.state);

/** Call in each test file: its timers then go by `later`. */
export function withoutTime() {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout"] });
  });
}
