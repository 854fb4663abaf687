/* The photos that the hosts have pinned on the wall for old televisions, in ES5: they come again and again. */
(function () {
  "use strict";

  var BASE = document.documentElement.getAttribute("data-base") || "";
  /** Every so manieth photo is a pinned one, as on the other wall. */
  var EVERY = 4;
  var MOST_PINS = 10;

  /** @type {string[]} */
  var ids = [];
  /** What is known of them, by id; null while it is asked for. @type {Record<string, any>} */
  var known = {};
  var round = 0;
  var turn = -1;

  /** @param {string} id */
  function ask(id) {
    var request = new XMLHttpRequest();
    known[id] = null;
    request.onreadystatechange = function () {
      if (request.readyState !== 4 || !(id in known)) return;
      var photo = photoIn(request);
      // One that was not found may come later: a photo that is brought back, or a server that is.
      if (photo) known[id] = photo;
      else delete known[id];
    };
    request.open("GET", BASE + "/api/photo/" + id + "?at=" + new Date().getTime(), true);
    request.send();
  }

  /** @param {XMLHttpRequest} request */
  function photoIn(request) {
    if (request.status !== 200) return null;
    try {
      return JSON.parse(request.responseText).photo;
    } catch (error) {
      return null; // a proxy's page, or half an answer
    }
  }

  /** @param {string[]} wanted */
  function set(wanted) {
    if (wanted.join() === ids.join()) return;
    ids = wanted.slice(0, MOST_PINS);
    for (var id in known) if (ids.indexOf(id) < 0) delete known[id];
  }

  /**
   * Return the pinned photo whose turn it is, or null when it is another photo's.
   * @param {string} current the id of what is on, which never follows itself
   */
  function take(current) {
    if (ids.length === 0) return null;
    round = (round + 1) % EVERY;
    ids.forEach(function (id) {
      if (!(id in known)) ask(id);
    });
    if (round !== 0) return null;
    turn = (turn + 1) % ids.length;
    var photo = known[ids[turn] || ""];
    return photo && photo.id !== current ? photo : null;
  }

  /** @param {any} photo */
  function update(photo) {
    if (known[photo.id]) known[photo.id] = photo;
  }

  /** A photo was taken down. @param {string} id */
  function drop(id) {
    delete known[id];
    if (ids.indexOf(id) >= 0) ids.splice(ids.indexOf(id), 1);
  }

  /** @type {any} */ (window).partywallPins = { set: set, take: take, update: update, drop: drop };
})();
