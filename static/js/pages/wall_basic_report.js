/* The link of the wall for old televisions to its hosts, in ES5: says what it shows, hears how it is to show it. */
(function () {
  "use strict";

  var BASE = document.documentElement.getAttribute("data-base") || "";
  /** A wall that says nothing for a minute is taken for gone. */
  var SAY_EVERY_MS = 20000;
  var ID_DIGITS = 32;
  var OWN = "partywall.basic";

  var id = "";
  /** @type {string[]} */
  var shown = [];
  /** How this screen is set up in its room; null while that is not known. @type {any} */
  var room = null;
  /** The newest steering that this wall has heard of, and the newest that an answer knew of. */
  var heardNo = 0;
  var answeredNo = -1;
  var clearedNo = 0;
  /** Ends the request under way; null while there is none. @type {(() => void) | null} */
  var abandon = null;
  /** @type {any} */
  var timer;
  var link = {
    /** The wall shows other photos, or none. */
    shows: function (/** @type {string[]} */ photos) {
      if (photos.join() === shown.join() && timer) return;
      shown = photos.slice();
      say();
    },
    /** The screen is set up otherwise. */
    setUp: function (/** @type {any} */ said) {
      room = said;
      if (timer) say();
    },
    /** The screens were steered: ask how, unless an answer is on its way. */
    heard: function (/** @type {number} */ no) {
      heardNo = Math.max(heardNo, no || 0);
      if (heardNo > answeredNo && !abandon) say();
    },
    /** Nothing is left of what was taken down up to this change. */
    cleared: function (/** @type {number} */ no, /** @type {boolean} */ isNews) {
      clearedNo = no;
      if (isNews) say();
    },
    /** Hears each answer; set by the wall. */
    onAnswer: function (/** @type {any} */ answer) {
      void answer;
    },
  };

  // After a reload it is the same screen.
  id = keptId();
  while (id.length < ID_DIGITS) id += Math.floor(Math.random() * 16).toString(16);

  try {
    sessionStorage.setItem(OWN, id);
  } catch (error) {
    // A browser that keeps nothing: the screen has a new number after a reload.
  }

  function keptId() {
    try {
      var kept = sessionStorage.getItem(OWN) || "";
      return /^[0-9a-f]{32}$/.test(kept) ? kept : "";
    } catch (error) {
      return "";
    }
  }

  function say() {
    clearTimeout(timer);
    timer = setTimeout(say, SAY_EVERY_MS);
    // A later report says more than one that is still on its way.
    if (abandon) abandon();
    var request = new XMLHttpRequest();
    var no = heardNo;
    var isOver = false;
    abandon = function () {
      isOver = true;
      abandon = null;
      request.abort();
    };
    request.onreadystatechange = function () {
      if (request.readyState !== 4 || isOver) return;
      isOver = true;
      abandon = null;
      // Whatever comes of it: without an answer the wall goes on as it was told last.
      var answer = answerIn(request);
      if (!answer) return;
      answeredNo = Math.max(answeredNo, no);
      link.onAnswer(answer);
    };
    request.open("PUT", BASE + "/wall/shows", true);
    request.setRequestHeader("Content-Type", "application/json");
    var words = /** @type {any} */ ({ screen: id, photo: shown[0] || "", beside: shown.slice(1), heard: no, cleared: clearedNo });
    if (room) {
      words.room = room;
      words.covered = room.is_dark;
    }
    request.send(JSON.stringify(words));
  }

  /** @param {XMLHttpRequest} request */
  function answerIn(request) {
    if (request.status !== 200) return null;
    try {
      var answer = JSON.parse(request.responseText);
      return answer.state ? answer : null;
    } catch (error) {
      return null; // a proxy's page, or half an answer
    }
  }

  /** @type {any} */ (window).partywallReport = link;
})();
