/**
 * The id of this screen: unique to this window, and the same after a reload and after a restart of the browser.
 *
 * A tab keeps its own. A new window takes an earlier id of this browser that no living window holds. Each id is held
 * by a Web Lock, which ends with its window. On plain HTTP there are no locks, so a new window makes a new id.
 */

const OWN = "partywall.screen";
const KNOWN = "partywall.screens";
const MOST_KNOWN = 8;

/** @returns {Promise<string>} 32 hexadecimal digits */
export async function screenId() {
  const own = read(sessionStorage, OWN);
  if (isId(own) && (await hold(own))) return own;
  const known = read(localStorage, KNOWN).split(" ").filter(isId);
  for (const id of navigator.locks ? known : []) if (await hold(id)) return keep(id, known);
  const id = newId();
  await hold(id);
  return keep(id, known);
}

/** @param {string} id */
function isId(id) {
  return /^[0-9a-f]{32}$/.test(id);
}

function newId() {
  const digits = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  return digits.join("");
}

/**
 * Hold an id while this window lives. False if another window holds it. Without locks this cannot be told.
 * @param {string} id
 * @returns {Promise<boolean>}
 */
function hold(id) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`${OWN}.${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : null;
    });
  });
}

/**
 * @param {string} id
 * @param {string[]} known
 */
function keep(id, known) {
  try {
    sessionStorage.setItem(OWN, id);
    localStorage.setItem(KNOWN, [id, ...known.filter((other) => other !== id)].slice(0, MOST_KNOWN).join(" "));
  } catch {
    // The browser stores nothing, so the screen gets a new number after a reload.
  }
  return id;
}

/**
 * @param {Storage} storage
 * @param {string} name
 */
function read(storage, name) {
  try {
    return storage.getItem(name) ?? "";
  } catch {
    return "";
  }
}
