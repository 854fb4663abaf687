/*
 * How a wall for old televisions is set up in its room, in ES5. Such a television has a remote control and no pointer:
 * up and down change the edges, and all else stands in the address, `?edges=4&turn=90&words=120&drift=4&dark=23:00-07:00`.
 * It is kept on the television.
 */
(function () {
  "use strict";

  var BASE = document.documentElement.getAttribute("data-base") || "";
  var KEPT = "partywall.basic.room" + BASE;
  var KEY_UP = 38;
  var KEY_DOWN = 40;
  var TURNS = [0, 90, 180, 270];
  var MOST_EDGES = 25;
  var LEAST_WORDS = 70;
  var MOST_WORDS = 150;
  var MOST_DRIFT = 12;
  var PERCENT = 100;
  var SEEN_MS = 4000;
  var MINUTE_MS = 60000;
  var HOUR_MINUTES = 60;
  /** Two rounds of different lengths, as in models/room.js. */
  var DRIFT_X = 61;
  var DRIFT_Y = 47;

  var wall = byId("wall");
  var screen = /** @type {any} */ (window).partywallScreen;
  var report = /** @type {any} */ (window).partywallReport;
  /** @type {any} */
  var room = { edges: 0, turn: 0, words: PERCENT, drift: 0, dark: "" };
  /** @type {any} */
  var frameTimer;
  var wasDark = false;

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  function byId(id) {
    var element = document.getElementById(id);
    if (!element) throw new Error("the page has no " + id);
    return element;
  }

  /**
   * @param {string} name
   * @param {boolean} isOn
   */
  function mark(name, isOn) {
    var others = (" " + wall.className + " ").replace(" " + name + " ", " ");
    wall.className = (others + (isOn ? name : "")).replace(/^\s+|\s+$/g, "");
  }

  // --- what is kept

  function read() {
    try {
      var kept = JSON.parse(localStorage.getItem(KEPT) || "{}");
      for (var name in room) if (name in kept) set(name, String(kept[name]));
    } catch (error) {
      // A browser that keeps nothing, or what is no such value: nothing is set up.
    }
    var given = location.search.slice(1).split("&");
    for (var i = 0; i < given.length; i += 1) {
      var parts = (given[i] || "").split("=");
      if (parts[0] && parts[0] in room) set(parts[0], decode(parts[1] || ""));
    }
  }

  /** @param {string} text */
  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return ""; // no such value
    }
  }

  /**
   * What is no such value, or out of its bounds, is left as it was.
   * @param {string} name
   * @param {string} text
   */
  function set(name, text) {
    var isTimes = text === "" || /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/.test(text);
    if (name === "dark" && isTimes) room.dark = text;
    if (name === "dark" || !/^\d+$/.test(text)) return;
    var number = Number(text);
    if (name === "turn" && TURNS.indexOf(number) >= 0) room.turn = number;
    if (name === "edges" && number <= MOST_EDGES) room.edges = number;
    if (name === "words" && number >= LEAST_WORDS && number <= MOST_WORDS) room.words = number;
    if (name === "drift" && number <= MOST_DRIFT) room.drift = number;
  }

  function keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(room));
    } catch (error) {
      // It holds until the page is left; in the address it holds for good.
    }
  }

  // --- what is seen of it

  function apply() {
    var isAside = room.turn === 90 || room.turn === 270;
    var across = (window.innerWidth * room.edges) / PERCENT;
    var down = (window.innerHeight * room.edges) / PERCENT;
    var width = window.innerWidth - 2 * across;
    var height = window.innerHeight - 2 * down;
    var minute = Math.floor(new Date().getTime() / MINUTE_MS);
    var style = /** @type {any} */ (wall.style);
    style.width = (isAside ? height : width) + "px";
    style.height = (isAside ? width : height) + "px";
    style.left = across + (isAside ? (width - height) / 2 : 0) + drift(minute, DRIFT_X) + "px";
    style.top = down + (isAside ? (height - width) / 2 : 0) + drift(minute, DRIFT_Y) + "px";
    style.right = style.bottom = "auto";
    style.webkitTransform = style.transform = room.turn ? "rotate(" + room.turn + "deg)" : "";
    writeSize();
    screen.lay();
    darken();
  }

  /**
   * @param {number} minute
   * @param {number} round
   */
  function drift(minute, round) {
    return Math.round(room.drift * Math.sin((2 * Math.PI * minute) / round));
  }

  function writeSize() {
    var all = [document.documentElement, document.body];
    for (var i = 0; i < all.length; i += 1) {
      var element = all[i];
      if (!element) continue;
      element.style.fontSize = "";
      if (room.words === PERCENT) continue;
      element.style.fontSize = (parseFloat(getComputedStyle(element).fontSize) * room.words) / PERCENT + "px";
    }
  }

  function isDark() {
    var parts = room.dark.split("-");
    if (parts.length < 2) return false;
    var now = new Date().getHours() * HOUR_MINUTES + new Date().getMinutes();
    var from = minuteOf(parts[0]);
    var until = minuteOf(parts[1]);
    return from < until ? from <= now && now < until : now >= from || now < until;
  }

  /** @param {string} time */
  function minuteOf(time) {
    return Number(time.slice(0, 2)) * HOUR_MINUTES + Number(time.slice(3));
  }

  function darken() {
    mark("is-night", isDark());
    if (isDark() !== wasDark) say();
    wasDark = isDark();
  }

  function say() {
    var parts = room.dark.split("-");
    report.setUp({
      turn: room.turn,
      has_edges: room.edges > 0,
      words: room.words,
      drift: room.drift,
      dark_from: parts[0] || "",
      dark_until: parts[1] || "",
      is_dark: isDark(),
    });
  }

  /** @param {KeyboardEvent} event */
  function hearKey(event) {
    var step = event.keyCode === KEY_UP ? -1 : event.keyCode === KEY_DOWN ? 1 : 0;
    if (!step) return;
    event.preventDefault();
    set("edges", String(room.edges + step));
    keep();
    apply();
    say();
    byId("edges").textContent = room.edges + " %";
    mark("has-edges", true);
    clearTimeout(frameTimer);
    frameTimer = setTimeout(function () {
      mark("has-edges", false);
    }, SEEN_MS);
  }

  read();
  keep();
  apply();
  say();
  setInterval(apply, MINUTE_MS);
  window.addEventListener("resize", apply);
  document.addEventListener("keydown", hearKey);
})();
