/* The screen of the wall for old televisions, in ES5: two pictures that take turns, and the words. */
(function () {
  "use strict";

  var LOAD_WITHIN_MS = 20000;
  var LONG_CAPTION = 90;
  /** The code becomes large from time to time, for those who stand far away. */
  var CODE_FIRST_AFTER_MS = 20000;
  var CODE_EVERY_MS = 75000;
  var CODE_LARGE_MS = 12000;
  var AWAY_AFTER_MS = 15000;

  var report = /** @type {any} */ (window).partywallReport;
  /** @type {any} */
  var awayTimer = null;

  var wall = byId("wall");
  var shown = /** @type {HTMLImageElement} */ (byId("photo-a"));
  var hidden = /** @type {HTMLImageElement} */ (byId("photo-b"));
  /** The photo that was on before, and fades away or waits to be replaced. */
  var hiddenId = "";
  var shownId = "";
  /** Ends the load that is under way, without a word. */
  var forget = function () {};

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
   * @param {Element} element
   * @param {string} name
   * @param {boolean} isOn
   */
  function mark(element, name, isOn) {
    var others = (" " + element.className + " ").replace(" " + name + " ", " ");
    element.className = (others + (isOn ? name : "")).replace(/^\s+|\s+$/g, "");
  }

  /** @param {any} photo */
  function address(photo) {
    for (var i = 0; i < photo.renditions.length; i += 1) {
      if (photo.renditions[i].name === "wall") return photo.renditions[i].url;
    }
    return photo.renditions[0].url;
  }

  /** @param {HTMLImageElement} image */
  function place(image) {
    if (!image.naturalWidth) return;
    var scale = Math.min(wall.clientWidth / image.naturalWidth, wall.clientHeight / image.naturalHeight);
    var width = Math.round(image.naturalWidth * scale);
    var height = Math.round(image.naturalHeight * scale);
    image.style.width = width + "px";
    image.style.height = height + "px";
    image.style.left = Math.round((wall.clientWidth - width) / 2) + "px";
    image.style.top = Math.round((wall.clientHeight - height) / 2) + "px";
  }

  /** @param {HTMLImageElement} image */
  function empty(image) {
    mark(image, "is-on", false);
    image.removeAttribute("src");
    image.removeAttribute("data-photo");
    image.alt = "";
  }

  /** @param {{caption: string, author: string, media?: string} | null} photo */
  function write(photo) {
    var words = photo || { caption: "", author: "" };
    // The words of a greeting stand in its picture.
    var caption = photo && photo.media === "card" ? "" : words.caption;
    byId("caption").textContent = caption;
    byId("author").textContent = words.author;
    mark(byId("caption"), "is-long", caption.length > LONG_CAPTION);
    mark(byId("words"), "is-empty", !(caption || words.author));
    if (photo) shown.alt = photo.caption || photo.author;
  }

  /** @param {any} photo */
  function raise(photo) {
    var behind = shown;
    shown = hidden;
    hidden = behind;
    hiddenId = shownId;
    shownId = photo.id;
    place(shown);
    shown.setAttribute("data-photo", photo.id);
    wall.setAttribute("data-photo", photo.id);
    mark(shown, "is-on", true);
    mark(hidden, "is-on", false);
    hidden.removeAttribute("data-photo");
    write(photo);
    report.shows(photo.id);
  }

  /**
   * Load a photo, then show it; `done` hears whether it came. A later call forgets an earlier one.
   * @param {any} photo
   * @param {(came: boolean) => void} done
   */
  function show(photo, done) {
    var image = hidden;
    forget();
    var late = setTimeout(function () {
      end(false);
    }, LOAD_WITHIN_MS);
    forget = function () {
      clearTimeout(late);
      image.onload = image.onerror = null;
      forget = function () {};
    };
    /** @param {boolean} came */
    function end(came) {
      forget();
      if (came) raise(photo);
      done(came);
    }
    image.onload = function () {
      end(true);
    };
    image.onerror = function () {
      end(false);
    };
    hiddenId = photo.id;
    image.removeAttribute("src");
    image.src = address(photo);
  }

  /**
   * Take a photo off, now, wherever it is.
   * @param {string} id
   */
  function drop(id) {
    if (id === hiddenId) empty(hidden);
    if (id === shownId) clear();
  }

  /** Take everything off, now. */
  function clear() {
    forget();
    empty(shown);
    empty(hidden);
    shownId = hiddenId = "";
    wall.removeAttribute("data-photo");
    write(null);
    report.shows("");
  }

  /** @param {{title: string, message: string, uploads_open: boolean, state: string, accent: string, panic: boolean}} party */
  function writeParty(party) {
    byId("title").textContent = document.title = party.title;
    byId("message").textContent = party.message;
    mark(wall, "is-closed", !party.uploads_open);
    mark(wall, "is-stopped", party.panic);
    wall.setAttribute("data-party-state", party.state);
    document.documentElement.setAttribute("data-accent", party.accent);
  }

  /**
   * @param {boolean} isLive
   * @param {boolean} isEmpty
   */
  function writeState(isLive, isEmpty) {
    wall.setAttribute("data-state", isLive ? "live" : "waiting");
    mark(wall, "is-empty", isEmpty);
    if (isLive) {
      clearTimeout(awayTimer);
      awayTimer = null;
      mark(wall, "is-away", false);
    } else if (awayTimer === null) {
      awayTimer = setTimeout(function () {
        mark(wall, "is-away", true);
      }, AWAY_AFTER_MS);
    }
  }

  /** @param {boolean} isPaused */
  function writePaused(isPaused) {
    if (isPaused) wall.setAttribute("data-paused", "true");
    else wall.removeAttribute("data-paused");
  }

  function enlargeCode() {
    mark(wall, "has-large-code", true);
    setTimeout(function () {
      mark(wall, "has-large-code", false);
      setTimeout(enlargeCode, CODE_EVERY_MS);
    }, CODE_LARGE_MS);
  }

  window.onresize = function () {
    place(shown);
    place(hidden);
  };
  write(null);
  report.shows("");
  setTimeout(enlargeCode, CODE_FIRST_AFTER_MS);

  /** @type {any} */ (window).partywallScreen = {
    show: show,
    drop: drop,
    clear: clear,
    write: write,
    writeParty: writeParty,
    writeState: writeState,
    writePaused: writePaused,
  };
})();
