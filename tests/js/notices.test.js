import assert from "node:assert/strict";
import test from "node:test";

globalThis.self = /** @type {any} */ ({ location: new URL("https://wall.example/p/anna/sw.js") });
const { openNotice, showNotice } = await import("../../static/js/workers/notices.js");

/** @param {string[]} urls */
function windows(urls) {
  /** @type {string[]} */
  const done = [];
  const clients = {
    claim: async () => {},
    matchAll: async () => urls.map((url) => ({ url, postMessage() {}, focus: async () => done.push(`focus ${url}`) })),
    openWindow: async (/** @type {string} */ url) => done.push(`open ${url}`),
  };
  return { clients, done };
}

test("a tap brings the page to the front that is open already", async () => {
  const { clients, done } = windows(["https://wall.example/p/anna/", "https://wall.example/p/anna/admin/waiting"]);
  await openNotice(clients, "/p/anna/admin/waiting");
  assert.deepEqual(done, ["focus https://wall.example/p/anna/admin/waiting"]);
});

test("a tap opens the page where none is open", async () => {
  const { clients, done } = windows(["https://wall.example/p/anna/"]);
  await openNotice(clients, "/p/anna/admin/waiting");
  assert.deepEqual(done, ["open https://wall.example/p/anna/admin/waiting"]);
});

test("nothing opens but a page of ours, whatever the message says", async () => {
  for (const path of ["https://elsewhere.example/admin", "//elsewhere.example/admin", "javascript:alert(1)"]) {
    const { clients, done } = windows([]);
    await openNotice(clients, path);
    assert.deepEqual(done, [], path);
  }
});

test("a message that says nothing is shown all the same", async () => {
  for (const data of [null, { json: () => "words" }, { json: () => JSON.parse("{") }]) {
    /** @type {unknown[]} */
    const shown = [];
    const registration = { showNotification: async (/** @type {unknown[]} */ ...words) => shown.push(words[0]) };
    await showNotice(/** @type {any} */ (registration), data);
    assert.deepEqual(shown, ["Partywall"]);
  }
});
