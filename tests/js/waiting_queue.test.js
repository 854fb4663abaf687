import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/js/helpers/http.js";
import { WaitingQueue } from "../../static/js/models/waiting_queue.js";

/** A server with these photos; it says no to a decision about any that is not in `waiting` with its version. */
function makeServer(...ids) {
  const server = { waiting: ids.map((id) => ({ id, version: 1, guest: id[0] })), asked: [], shown: [] };
  const answer = (photos, missed = 0, more = false) => ({ photos, missed, more, count: server.waiting.length });
  server.ask = async (url, { json } = {}) => {
    if (!json) return { photos: [...server.waiting], reported: [], words: [], pictures: [], comments: [], panic: false, count: server.waiting.length,
      oldest_at: null, unchecked: { why: "", then: "wait", count: 0 } };
    server.asked.push(json);
    if (json.do === "again") {
      const photos = json.photos.map(({ id }) => ({ id, version: 3, guest: id[0] }));
      server.waiting.push(...photos);
      return answer(photos);
    }
    const isMeant = ({ id, version, guest }) =>
      json.guest ? guest === json.guest : json.photos.some((one) => one.id === id && one.version === version);
    const decided = server.waiting.filter(isMeant);
    server.waiting = server.waiting.filter((photo) => !decided.includes(photo));
    const missed = json.photos ? json.photos.length - decided.length : 0;
    if (json.photos && decided.length === 0) throw new Refused(409, "ALREADY_DECIDED", "Too late");
    return answer(decided, missed);
  };
  return server;
}

const makeQueue = (server, onChange = () => {}) => new WaitingQueue({ ask: server.ask, onChange });
const ids = (queue) => queue.photos.map(({ id }) => id);

test("a photo leaves at once when it is decided about, before the server has answered", async () => {
  const server = makeServer("a1", "a2");
  const seen = [];
  const queue = makeQueue(server, () => seen.push(ids(queue)));
  await queue.load();
  const deciding = queue.decide("approve", queue.photos.slice(0, 1));
  assert.deepEqual([ids(queue), queue.count, server.waiting.length], [["a2"], 1, 1]);
  assert.equal(await deciding, 0);
  assert.deepEqual(ids(queue), ["a2"]);
  assert.ok(seen.every((list) => !seen[1].includes("a1") || list.length > 0));
});

test("a list that was on its way does not bring back what was decided meanwhile", async () => {
  const server = makeServer("a1", "a2");
  let release = () => {};
  const slow = { ...server, ask: async (url, options) => {
    const answer = await server.ask(url, options);
    if (!options) await new Promise((resolve) => (release = resolve));
    return answer;
  } };
  const queue = makeQueue(slow);
  const first = queue.load();
  await tick();
  release();
  await first;
  const late = queue.load();
  await tick();
  const releaseLate = release;
  const deciding = queue.decide("refuse", queue.photos.slice(0, 1));
  releaseLate();
  await late;
  assert.deepEqual(ids(queue), ["a2"]);
  await tick();
  await tick();
  release();
  await deciding;
  assert.deepEqual(ids(queue), ["a2"]);
});

test("what somebody else has decided is told as missed and is not there any more", async () => {
  const server = makeServer("a1", "a2");
  const queue = makeQueue(server);
  await queue.load();
  server.waiting.shift();
  assert.equal(await queue.decide("approve", queue.photos.slice(0, 1)), 1);
  assert.deepEqual([ids(queue), queue.canUndo], [["a2"], false]);
});

test("decisions are taken back one after the other, the last one first", async () => {
  const server = makeServer("a1", "a2", "b1");
  const queue = makeQueue(server);
  await queue.load();
  await queue.decide("approve", queue.photos.slice(0, 1));
  await queue.decideAll("refuse", { guest: "a" });
  assert.deepEqual(ids(queue), ["b1"]);
  assert.equal(await queue.undo(), 1);
  assert.deepEqual(server.asked.at(-1).photos.map(({ id }) => id), ["a2"]);
  assert.equal(await queue.undo(), 1);
  assert.deepEqual(server.asked.at(-1).photos.map(({ id }) => id), ["a1"]);
  assert.deepEqual([await queue.undo(), ids(queue).sort()], [0, ["a1", "a2", "b1"]]);
});

test("a photo that is held on to stays where it is", async () => {
  const server = makeServer("a1", "a2");
  server.ask = ((ask) => async (url, options) =>
    options ? { photos: [{ id: "a1" }], missed: 0, more: false, count: 2 } : ask(url))(server.ask);
  const queue = makeQueue(server);
  await queue.load();
  await queue.decide("stop", queue.photos.slice(0, 1));
  assert.deepEqual([ids(queue), queue.canUndo], [["a1", "a2"], false]);
});

test("a photo comes back when the server could not be asked", async () => {
  const server = makeServer("a1");
  const { ask } = server;
  const queue = makeQueue(server);
  await queue.load();
  server.ask = ask;
  const failing = new WaitingQueue({ ask: async (url, options) => {
    if (options) throw new Refused(503, "AWAY", "Away");
    return ask(url);
  }, onChange: () => {} });
  await failing.load();
  await assert.rejects(failing.decide("approve", failing.photos));
  assert.deepEqual(ids(failing), ["a1"]);
});

function tick() {
  return new Promise((resolve) => setImmediate(resolve));
}
