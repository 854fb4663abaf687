/* The screen of the wall for old televisions, in ES5: pictures that take turns, one or a pair, and their words. */
(function () {
  "use strict";

  var LOAD_WITHIN_MS = 20000;
  var LONG_CAPTION = 90;
  /** The code becomes large from time to time, for those who stand far away. */
  var CODE_FIRST_AFTER_MS = 20000;
  var CODE_EVERY_MS = 75000;
  var CODE_LARGE_MS = 12000;
  var AWAY_AFTER_MS = 15000;
  /** The gap between two photos and around them, of the screen's shorter side (as in models/layouts/pairs.js). */
  var GAP = 0.02;

  var report = /** @type {any} */ (window).partywallReport;
  /** @type {any} */
  var awayTimer = null;

  var wall = byId("wall");
  /** What is on, and what was on before: that fades away or waits to be replaced. */
  var shown = side("a");
  var hidden = side("b");
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
   * @param {string} name
   * @returns {{images: HTMLImageElement[], ids: string[]}} room for two photos, and the ids of those that have it
   */
  function side(name) {
    var images = [byId("photo-" + name), byId("photo-" + name + "-2")];
    return { images: /** @type {HTMLImageElement[]} */ (images), ids: [] };
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

  /**
   * One photo lies in the middle, as large as it fits. Two stand beside each other, equally high; where the screen is
   * upright they lie above each other, equally wide.
   * @param {{images: HTMLImageElement[], ids: string[]}} one
   */
  function place(one) {
    var images = one.images.slice(0, one.ids.length);
    var isWide = wall.clientWidth >= wall.clientHeight;
    var gap = images.length > 1 ? Math.round(GAP * Math.min(wall.clientWidth, wall.clientHeight)) : 0;
    var long = (isWide ? wall.clientWidth : wall.clientHeight) - gap * (images.length + 1);
    var short = (isWide ? wall.clientHeight : wall.clientWidth) - 2 * gap;
    var sum = 0;
    var shares = images.map(function (image) {
      var ratio = image.naturalWidth && image.naturalHeight ? image.naturalWidth / image.naturalHeight : 1;
      sum += isWide ? ratio : 1 / ratio;
      return isWide ? ratio : 1 / ratio;
    });
    var across = Math.min(short, long / sum);
    var at = gap + (long - across * sum) / 2;
    images.forEach(function (image, index) {
      var along = across * (shares[index] || 1);
      var beside = gap + (short - across) / 2;
      image.style.width = Math.round(isWide ? along : across) + "px";
      image.style.height = Math.round(isWide ? across : along) + "px";
      image.style.left = Math.round(isWide ? at : beside) + "px";
      image.style.top = Math.round(isWide ? beside : at) + "px";
      at += along + gap;
    });
  }

  /** @param {HTMLImageElement} image */
  function empty(image) {
    mark(image, "is-on", false);
    image.removeAttribute("src");
    image.removeAttribute("data-photo");
    image.alt = "";
  }

  /**
   * @param {{caption: string, author: string, media?: string} | undefined} photo
   * @param {string} which of the two places for words
   */
  function writeOne(photo, which) {
    var words = photo || { caption: "", author: "" };
    // The words of a greeting stand in its picture.
    var caption = photo && photo.media === "card" ? "" : words.caption;
    byId("caption" + which).textContent = caption;
    byId("author" + which).textContent = words.author;
    mark(byId("caption" + which), "is-long", caption.length > LONG_CAPTION);
    mark(byId("words" + which), "is-empty", !(caption || words.author));
  }

  /** @param {any[]} photos */
  function write(photos) {
    writeOne(photos[0], "");
    writeOne(photos[1], "-2");
    mark(wall, "has-pair", photos.length > 1);
    for (var i = 0; i < photos.length; i += 1) {
      var image = shown.images[i];
      if (image) image.alt = photos[i].caption || photos[i].author;
    }
  }

  /** @param {any[]} photos whose pictures are loaded */
  function raise(photos) {
    var behind = shown;
    shown = hidden;
    hidden = behind;
    place(shown);
    shown.images.forEach(function (image, index) {
      var id = shown.ids[index];
      if (id) image.setAttribute("data-photo", id);
      mark(image, "is-on", Boolean(id));
    });
    wall.setAttribute("data-photo", shown.ids[0] || "");
    hidden.images.forEach(function (image) {
      mark(image, "is-on", false);
      image.removeAttribute("data-photo");
    });
    write(photos);
    report.shows(shown.ids);
  }

  /**
   * Load one photo or two, then show what came; `done` hears of those. A later call forgets an earlier one.
   * @param {any[]} photos
   * @param {(came: any[]) => void} done
   */
  function show(photos, done) {
    var into = hidden;
    forget();
    into.images.forEach(empty);
    into.ids = photos.map(function (photo) {
      return photo.id;
    });
    var isForgotten = false;
    forget = function () {
      isForgotten = true;
      forget = function () {};
    };
    load(0, []);
    /**
     * @param {number} index
     * @param {any[]} came
     */
    function load(index, came) {
      var photo = photos[index];
      // The second one has the place of the first, where that did not come.
      var image = into.images[came.length];
      if (isForgotten) return;
      if (!photo || !image) {
        forget();
        into.ids = came.map(function (one) {
          return one.id;
        });
        if (came.length > 0) raise(came);
        done(came);
        return;
      }
      fetchInto(image, address(photo), function (isThere) {
        load(index + 1, isThere ? came.concat([photo]) : came);
      });
    }
  }

  /**
   * @param {HTMLImageElement} image
   * @param {string} url
   * @param {(isThere: boolean) => void} done
   */
  function fetchInto(image, url, done) {
    var late = setTimeout(function () {
      end(false);
    }, LOAD_WITHIN_MS);
    /** @param {boolean} isThere */
    function end(isThere) {
      clearTimeout(late);
      image.onload = image.onerror = null;
      done(isThere);
    }
    image.onload = function () {
      end(true);
    };
    image.onerror = function () {
      end(false);
    };
    image.removeAttribute("src");
    image.src = url;
  }

  /**
   * Take a photo off, now, wherever it is; with it goes what stands beside it.
   * @param {string} id
   */
  function drop(id) {
    if (hidden.ids.indexOf(id) >= 0) {
      forget();
      hidden.images.forEach(empty);
      hidden.ids = [];
    }
    if (shown.ids.indexOf(id) >= 0) clear();
  }

  /** Take everything off, now. */
  function clear() {
    forget();
    shown.images.concat(hidden.images).forEach(empty);
    shown.ids = [];
    hidden.ids = [];
    wall.removeAttribute("data-photo");
    write([]);
    report.shows([]);
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

  /** @param {string} layout */
  function writeLayout(layout) {
    wall.setAttribute("data-layout", layout);
  }

  function isUpright() {
    return wall.clientHeight > wall.clientWidth;
  }

  function enlargeCode() {
    mark(wall, "has-large-code", true);
    setTimeout(function () {
      mark(wall, "has-large-code", false);
      setTimeout(enlargeCode, CODE_EVERY_MS);
    }, CODE_LARGE_MS);
  }

  function lay() {
    place(shown);
    place(hidden);
  }

  window.addEventListener("resize", lay);
  write([]);
  report.shows([]);
  setTimeout(enlargeCode, CODE_FIRST_AFTER_MS);

  /** @type {any} */ (window).partywallScreen = {
    show: show,
    drop: drop,
    clear: clear,
    write: write,
    writeParty: writeParty,
    writeState: writeState,
    writePaused: writePaused,
    writeLayout: writeLayout,
    isUpright: isUpright,
    lay: lay,
  };
})();
