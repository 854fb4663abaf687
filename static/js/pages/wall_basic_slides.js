/* The host's slides on the wall for old televisions, in ES5: after so many photos one has the screen for a while. */
(function () {
  "use strict";

  var S = 1000;
  var TICK_MS = 500;
  var LEAST_MS = 4000;
  var ANSWER_WITHIN_MS = 15000;
  /** Words shrink until they fit, in tenths. */
  var LARGEST = 10;
  var SMALLEST = 3;
  var DAY_S = 86400;
  var HOUR_S = 3600;
  var MINUTE_S = 60;
  var BASE = document.documentElement.getAttribute("data-base") || "";

  /** The change that the slides are known at. */
  var knownNo = -1;
  var isAsking = false;
  /** @type {any[]} */
  var slides = [];
  /** Photos since each was on, by its id. @type {any} */
  var since = {};
  /** @type {any} */
  var numbers = null;
  /** By how much this television's clock is ahead. */
  var aheadMs = 0;
  /** @type {any} */
  var on = null;
  var isAfterSlide = false;
  var isPaused = false;
  var beganAt = 0;
  var endsAt = 0;
  var leftMs = 0;
  /** @type {any} */
  var endTimer;
  /** @type {any} */
  var ticker;

  var part = byId("slide");
  var all = byId("slide-all");

  var link = {
    /** Called when a slide has left by itself; set by the wall. */
    onDone: function () {},
    takes: takes,
    hear: hear,
    setPaused: setPaused,
  };

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  function byId(id) {
    var element = document.getElementById(id);
    if (!element) throw new Error("the page has no " + id);
    return element;
  }

  // --- when

  /**
   * A photo is to come: tell whether a slide has the screen in its place.
   * @param {boolean} isNew
   */
  function takes(isNew) {
    var now = new Date().getTime();
    if (on) {
      if (!isNew) return true;
      if (now - beganAt < LEAST_MS) {
        endsAt = Math.min(endsAt, beganAt + LEAST_MS);
        schedule();
        return true;
      }
      leave();
    } else if (!isAfterSlide) {
      var next = due(now - aheadMs);
      if (next) {
        start(next);
        return true;
      }
    }
    isAfterSlide = false;
    for (var i = 0; i < slides.length; i += 1) since[slides[i].id] = (since[slides[i].id] || 0) + 1;
    return false;
  }

  /** @param {number} now at the server */
  function due(now) {
    var longest = null;
    var most = 0;
    for (var i = 0; i < slides.length; i += 1) {
      var share = (since[slides[i].id] || 0) / slides[i].every;
      if (share < 1 || share <= most || !isOnAt(slides[i], now)) continue;
      longest = slides[i];
      most = share;
    }
    return longest;
  }

  /**
   * @param {any} slide
   * @param {number} now
   */
  function isOnAt(slide, now) {
    if (slide.from && now < new Date(slide.from).getTime()) return false;
    if (slide.until && now >= new Date(slide.until).getTime()) return false;
    if (slide.kind === "task" && !(numbers && numbers.task)) return false;
    return slide.kind !== "countdown" || now < new Date(slide.at).getTime();
  }

  /** @param {any} slide */
  function start(slide) {
    on = slide;
    since[slide.id] = 0;
    beganAt = new Date().getTime();
    endsAt = beganAt + slide.seconds * S;
    if (slide.until) endsAt = Math.min(endsAt, new Date(slide.until).getTime() + aheadMs);
    show();
    schedule();
  }

  function schedule() {
    clearTimeout(endTimer);
    if (isPaused) return;
    endTimer = setTimeout(function () {
      leave();
      link.onDone();
    }, Math.max(0, endsAt - new Date().getTime()));
  }

  function leave() {
    clearTimeout(endTimer);
    clearInterval(ticker);
    on = null;
    isAfterSlide = true;
    part.className = "slide";
    byId("slide-picture").removeAttribute("src");
    part.removeAttribute("data-id");
  }

  /** @param {boolean} paused */
  function setPaused(paused) {
    if (paused === isPaused) return;
    isPaused = paused;
    if (!on) return;
    if (paused) leftMs = endsAt - new Date().getTime();
    else endsAt = new Date().getTime() + leftMs;
    schedule();
  }

  // --- what

  function show() {
    clearInterval(ticker);
    part.className = "slide is-on is-" + on.kind;
    part.setAttribute("data-id", on.id);
    byId("slide-title").textContent = on.title || (on.kind === "code" || on.kind === "task" ? part.getAttribute("data-" + on.kind) : "");
    writeLines(on.kind === "task" && numbers ? numbers.task : on.words);
    writePicture();
    tick();
    fit();
    if (on.kind === "countdown" || on.kind === "number") ticker = setInterval(tick, TICK_MS);
  }

  /** @param {string} words */
  function writeLines(words) {
    var list = byId("slide-words");
    while (list.firstChild) list.removeChild(list.firstChild);
    var lines = words ? words.split("\n") : [];
    for (var i = 0; i < lines.length; i += 1) {
      var line = document.createElement("p");
      line.setAttribute("dir", "auto");
      // An empty line keeps its height.
      line.textContent = lines[i] || "\u00a0";
      list.appendChild(line);
    }
  }

  function writePicture() {
    var picture = /** @type {HTMLImageElement} */ (byId("slide-picture"));
    picture.removeAttribute("src");
    picture.style.display = "none";
    if (on.kind !== "picture") return;
    picture.onload = function () {
      var scale = Math.min(part.clientWidth / picture.naturalWidth, part.clientHeight / picture.naturalHeight);
      picture.style.width = Math.round(picture.naturalWidth * scale) + "px";
      picture.style.left = Math.round((part.clientWidth - picture.naturalWidth * scale) / 2) + "px";
      picture.style.top = Math.round((part.clientHeight - picture.naturalHeight * scale) / 2) + "px";
      picture.style.display = "block";
    };
    picture.src = BASE + "/api/slides/" + on.id + "/picture?version=" + on.version;
  }

  function tick() {
    var said = { large: "", below: "" };
    if (on.kind === "countdown") said = timeLeft(new Date(on.at).getTime() + aheadMs - new Date().getTime());
    if (on.kind === "number" && numbers) {
      said.large = String(numbers.photos);
      said.below =
        part.getAttribute(numbers.photos === 1 ? "data-photos-one" : "data-photos-other") +
        " " +
        String(part.getAttribute(numbers.guests === 1 ? "data-guests-one" : "data-guests-other")).replace("{count}", numbers.guests);
    }
    byId("slide-large").textContent = said.large;
    byId("slide-below").textContent = said.below;
  }

  /** @param {number} ms */
  function timeLeft(ms) {
    var seconds = Math.max(0, Math.ceil(ms / S));
    if (seconds >= 2 * DAY_S) {
      return { large: String(Math.floor(seconds / DAY_S)), below: part.getAttribute("data-days") || "" };
    }
    var hours = Math.floor(seconds / HOUR_S);
    var minutes = Math.floor((seconds % HOUR_S) / MINUTE_S);
    var clock = (hours > 0 ? twoDigits(minutes) : minutes) + ":" + twoDigits(seconds % MINUTE_S);
    return { large: hours > 0 ? hours + ":" + clock : clock, below: "" };
  }

  /** @param {number} number */
  function twoDigits(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function fit() {
    for (var size = LARGEST; size >= SMALLEST; size -= 1) {
      all.style.fontSize = size / LARGEST + "em";
      if (all.offsetHeight <= part.clientHeight && all.scrollWidth <= part.clientWidth) return;
    }
  }

  // --- how they come

  /**
   * Hear the answer to a report; ask for the slides where they have changed.
   * @param {any} answer
   */
  function hear(answer) {
    numbers = answer.numbers || null;
    if (answer.slides !== knownNo && !isAsking) ask();
  }

  /** @param {any} found */
  function take(found) {
    aheadMs = new Date().getTime() - new Date(found.now).getTime();
    var versions = /** @type {any} */ ({});
    var i;
    for (i = 0; i < slides.length; i += 1) versions[slides[i].id] = slides[i].version;
    var counts = /** @type {any} */ ({});
    var isStillOn = null;
    for (i = 0; i < found.slides.length; i += 1) {
      var slide = found.slides[i];
      // One that was added or changed meanwhile comes next.
      counts[slide.id] = knownNo >= 0 && versions[slide.id] !== slide.version ? slide.every : since[slide.id] || 0;
      if (on && slide.id === on.id) isStillOn = slide;
    }
    knownNo = found.no;
    numbers = found.numbers;
    slides = found.slides;
    since = counts;
    if (!on) return;
    if (!isStillOn) {
      leave();
      link.onDone();
    } else if (isStillOn.version !== on.version) start(isStillOn);
  }

  function ask() {
    var request = new XMLHttpRequest();
    isAsking = true;
    var late = setTimeout(function () {
      isAsking = false;
      request.onreadystatechange = null;
      request.abort();
    }, ANSWER_WITHIN_MS);
    request.onreadystatechange = function () {
      if (request.readyState !== 4) return;
      clearTimeout(late);
      isAsking = false;
      if (request.status !== 200) return; // the next report asks again
      try {
        take(JSON.parse(request.responseText));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error; // a proxy's page, or half an answer
      }
    };
    request.open("GET", BASE + "/api/slides?at=" + new Date().getTime(), true);
    request.send();
  }

  window.addEventListener("resize", function () {
    if (on) fit();
  });

  /** @type {any} */ (window).partywallSlides = link;
})();
