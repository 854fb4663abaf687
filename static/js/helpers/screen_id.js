/**
 * The id of this screen: the same after a reload and after the browser was started anew, and no other window's.
 *
 * A tab keeps its own. A window that is new takes one that this browser has had and that no living window holds (a
 * Web Lock each, which ends with its window); on plain HTTP, where there are no locks, it makes a new one.
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
 * Hold an id for as long as this window lives; false when another window does. Without locks nobody can tell.
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
    // A browser that keeps nothing: the screen has a new number after a reload.
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
