/* What the hosts bring to the wall for old televisions, in ES5: a message, the large code, black. */
(function () {
  "use strict";

  var S = 1000;
  var PERCENT = 100;

  /** @type {any} */
  var noticeTimer;
  /** @type {any} */
  var codeTimer;

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
    var wall = byId("wall");
    var others = (" " + wall.className + " ").replace(" " + name + " ", " ");
    wall.className = (others + (isOn ? name : "")).replace(/^\s+|\s+$/g, "");
  }

  /**
   * Show a message over the photos or in their place; an empty one is none.
   * @param {string} words
   * @param {boolean} isAlone
   */
  function writeNotice(words, isAlone) {
    byId("notice-words").textContent = words;
    mark("has-notice", words !== "" && !isAlone);
    mark("has-notice-alone", words !== "" && isAlone);
  }

  /** @param {boolean} isOn */
  function call(isOn) {
    mark("is-calling", isOn);
  }

  /**
   * Show as the hosts say. Times are what is left of them, in seconds.
   * @param {{dark: boolean, brightness: number, message: string, message_alone: boolean, message_s: number | null,
   *   code_s: number}} state
   */
  function apply(state) {
    byId("dimmer").style.opacity = String(state.dark ? 1 : 1 - state.brightness / PERCENT);
    clearTimeout(noticeTimer);
    writeNotice(state.message, state.message_alone);
    if (state.message && state.message_s) {
      noticeTimer = setTimeout(function () {
        writeNotice("", false);
      }, state.message_s * S);
    }
    clearTimeout(codeTimer);
    call(state.code_s > 0);
    if (state.code_s > 0) {
      codeTimer = setTimeout(function () {
        call(false);
      }, state.code_s * S);
    }
  }

  /** @type {any} */ (window).partywallRemote = { apply: apply };
})();
