/* The wall for old televisions, in ES5: asks for changes every second and goes round. */
(function () {
  "use strict";

  /** The path of the party. */
  var BASE = document.documentElement.getAttribute("data-base") || "";
  /** A photo that was taken down is off with the next question. */
  var ASK_EVERY_MS = 1000;
  var ASK_AGAIN_MS = 8000;
  var ANSWER_WITHIN_MS = 15000;
  var STAY_MS = 9000;
  var NEW_STAY_MS = 4000;
  var MOST_PHOTOS = 100;
  var MOST_NEW = 16;

  var wall = /** @type {HTMLElement} */ (document.getElementById("wall"));
  var screen = /** @type {any} */ (window).partywallScreen;
  var report = /** @type {any} */ (window).partywallReport;
  var remote = /** @type {any} */ (window).partywallRemote;
  var slides = /** @type {any} */ (window).partywallSlides;
  var pins = /** @type {any} */ (window).partywallPins;
  /** Newest first. @type {any[]} */
  var photos = [];
  /** New photos not yet shown, the oldest first. @type {any[]} */
  var fresh = [];
  /** Going round: our place in `photos`. */
  var turn = -1;
  /** @type {any} */
  var current = null;
  var currentIsNew = false;
  /** What stands beside it. @type {any} */
  var partner = null;
  /** The photos that are being loaded. @type {any[]} */
  var coming = [];
  /** Two upright photos come on side by side, as in the layout "pairs". */
  var isInPairs = false;
  /** Our place in `photos` in the search for a partner photo. */
  var partnerTurn = -1;
  var cursor = -1;
  /** The hosts have paused the show. */
  var isPaused = false;
  /** @type {any} */
  var showTimer;

  /**
   * @param {any[]} list
   * @param {string} id
   */
  function indexOf(list, id) {
    for (var i = 0; i < list.length; i += 1) if (list[i].id === id) return i;
    return -1;
  }

  /**
   * @param {any[]} list
   * @param {string} id
   */
  function removeFrom(list, id) {
    var index = indexOf(list, id);
    if (index >= 0) list.splice(index, 1);
  }

  // --- the show

  function next() {
    clearTimeout(showTimer);
    if (isPaused && current) return;
    var isNew = fresh.length > 0;
    // A slide has the screen; it calls again.
    if (slides.takes(isNew)) return;
    var photo = isNew ? fresh.shift() : pins.take(current ? current.id : "");
    if (!photo && photos.length > 0) {
      turn = (turn + 1) % photos.length;
      photo = photos[turn];
    }
    if (photo && !(current && photo.id === current.id)) bringOn(photo, isNew);
    else wait();
  }

  /**
   * @param {any} photo
   * @param {boolean} isNew
   */
  function bringOn(photo, isNew) {
    var other = isInPairs ? partnerOf(photo) : null;
    coming = other ? [photo, other] : [photo];
    screen.show(coming, function (/** @type {any[]} */ came) {
      coming = [];
      if (came.length > 0) {
        current = came[0];
        partner = came[1] || null;
        // It has had its turn.
        if (partner) removeFrom(fresh, partner.id);
        currentIsNew = isNew;
      }
      // A photo that fails to load is left out. The current one stays on.
      wait();
    });
  }

  /**
   * Tell whether a photo leaves room for another one beside it, or above it on an upright screen.
   * @param {any} photo
   */
  function leavesRoom(photo) {
    var wide = photo.width;
    var high = photo.height;
    return screen.isUpright() ? wide > high : wide < high;
  }

  /**
   * Choose what goes on beside a photo: the next of those that leave room, in a round of their own.
   * @param {any} photo
   */
  function partnerOf(photo) {
    if (!leavesRoom(photo)) return null;
    for (var i = 0; i < photos.length; i += 1) {
      partnerTurn = (partnerTurn + 1) % photos.length;
      var other = photos[partnerTurn];
      var isOn = current !== null && (other.id === current.id || (partner !== null && other.id === partner.id));
      if (other.id !== photo.id && !isOn && leavesRoom(other)) return other;
    }
    return null;
  }

  function wait() {
    clearTimeout(showTimer);
    showTimer = setTimeout(next, currentIsNew && fresh.length > 0 ? NEW_STAY_MS : STAY_MS);
  }

  /** @param {boolean} paused */
  function setPaused(paused) {
    var goesOn = isPaused && !paused;
    isPaused = paused;
    screen.writePaused(paused);
    slides.setPaused(paused);
    if (goesOn && coming.length === 0) next();
  }

  /** @param {string} layout */
  function setLayout(layout) {
    var wasInPairs = isInPairs;
    isInPairs = layout === "pairs";
    screen.writeLayout(isInPairs ? "pairs" : "one");
    if (wasInPairs !== isInPairs && current && coming.length === 0) bringOn(current, currentIsNew);
  }

  // --- what we know

  /** @param {any} photo */
  function take(photo) {
    pins.update(photo);
    var known = indexOf(photos, photo.id);
    var waiting = indexOf(fresh, photo.id);
    if (waiting >= 0) fresh[waiting] = photo;
    if (known >= 0) {
      photos[known] = photo;
      if (current && current.id === photo.id) current = photo;
      if (partner && partner.id === photo.id) partner = photo;
      if (current && (current === photo || partner === photo)) screen.write(partner ? [current, partner] : [current]);
      return;
    }
    var oldest = photos[MOST_PHOTOS - 1];
    if (oldest && photo.position < oldest.position) return;
    photos.unshift(photo);
    photos.length = Math.min(photos.length, MOST_PHOTOS);
    // The photo whose turn it was has moved on by one place.
    turn += 1;
    fresh.push(photo);
    if (fresh.length > MOST_NEW) fresh.shift();
    // A new photo takes the screen at once, unless another new one is on or loading.
    if (coming.length === 0 && !currentIsNew) next();
  }

  /** @param {string} id */
  function drop(id) {
    removeFrom(photos, id);
    removeFrom(fresh, id);
    pins.drop(id);
    screen.drop(id);
    var isShown = current !== null && (current.id === id || (partner !== null && partner.id === id));
    if (!isShown && indexOf(coming, id) < 0) return;
    coming = [];
    if (isShown) current = partner = null;
    next();
  }

  /** @param {any} answer */
  function begin(answer) {
    photos = answer.photos;
    fresh = [];
    turn = -1;
    var isGone = current && indexOf(photos, current.id) < 0;
    if (isGone || (partner && indexOf(photos, partner.id) < 0)) {
      current = partner = null;
      screen.clear();
    }
    if (!current) next();
  }

  /** @param {any} answer */
  function learn(answer) {
    var hasDropped = false;
    if (cursor >= 0 && answer.cursor < cursor) {
      // The records are older than what we saw: a backup was restored. Begin again with the next question.
      cursor = -1;
      return;
    }
    if (cursor < 0) begin(answer);
    else {
      for (var i = 0; i < answer.photos.length; i += 1) {
        if (answer.photos[i].gone) {
          drop(answer.photos[i].id);
          hasDropped = true;
        } else take(answer.photos[i]);
      }
    }
    cursor = answer.cursor;
    report.cleared(cursor, hasDropped);
    if (!answer.party) return;
    // There is a new code to get in: the page's QR codes and addresses are those of the old one.
    if (String(answer.party.entry_no) !== wall.getAttribute("data-entry-no")) location.reload();
    screen.writeParty(answer.party);
    report.heard(answer.party.show_no);
  }

  // --- asking

  /** @param {XMLHttpRequest} request */
  function read(request) {
    // Everything was deleted, or the party asks for a code now: the page that says so takes this one's place.
    if (request.status === 410 || request.status === 401) location.reload();
    if (request.status !== 200) return null;
    try {
      return JSON.parse(request.responseText);
    } catch (error) {
      return null; // a proxy's page, or half an answer
    }
  }

  function ask() {
    var request = new XMLHttpRequest();
    var isOver = false;
    var late = setTimeout(function () {
      end(null);
      request.abort();
    }, ANSWER_WITHIN_MS);
    /** @param {any} answer */
    function end(answer) {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      // Takedowns may be on the next page of changes.
      var isBehind = answer && cursor >= 0 && answer.more;
      // Not everyone at the same moment, when the server comes back.
      setTimeout(ask, isBehind ? 0 : answer ? ASK_EVERY_MS : ASK_AGAIN_MS * (0.5 + Math.random() / 2));
      if (answer) learn(answer);
      screen.writeState(answer !== null, cursor >= 0 && photos.length === 0);
    }
    request.onreadystatechange = function () {
      if (request.readyState === 4) end(read(request));
    };
    var which = cursor < 0 ? "before=&limit=" + MOST_PHOTOS : "since=" + cursor + "&limit=100";
    // Put the time into the address: some old browsers cache answers that forbid it.
    request.open("GET", BASE + "/api/photos?" + which + "&at=" + new Date().getTime(), true);
    request.send();
  }

  report.onAnswer = function (/** @type {any} */ answer) {
    setLayout(answer.state.layout);
    setPaused(answer.state.paused);
    pins.set(answer.state.pins);
    remote.apply(answer.state);
    slides.hear(answer);
  };
  slides.onDone = function () {
    if (coming.length === 0) next();
  };
  ask();
})();
