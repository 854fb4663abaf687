/* Tells the server what the wall for old televisions shows, in ES5, so that the host can take that photo down. */
(function () {
  "use strict";

  var BASE = document.documentElement.getAttribute("data-base") || "";
  /** A wall that says nothing for a minute is taken for gone. */
  var SAY_EVERY_MS = 20000;
  var ID_DIGITS = 32;

  var id = "";
  var shown = "";
  /** @type {any} */
  var timer;

  while (id.length < ID_DIGITS) id += Math.floor(Math.random() * 16).toString(16);

  function say() {
    clearTimeout(timer);
    timer = setTimeout(say, SAY_EVERY_MS);
    var request = new XMLHttpRequest();
    // Whatever comes of it: the host then sees less, and the wall itself goes on.
    request.open("PUT", BASE + "/wall/shows", true);
    request.setRequestHeader("Content-Type", "application/json");
    request.send(JSON.stringify({ screen: id, photo: shown }));
  }

  /** @type {any} */ (window).partywallReport = function (/** @type {string} */ photo) {
    if (photo === shown && timer) return;
    shown = photo;
    say();
  };
})();
