/** The set-up page of this screen: a test picture, and what can be set while somebody stands before it. */

import { find } from "../helpers/find.js";
import { cornersIn } from "../helpers/quad.js";
import { word } from "../helpers/words.js";
import { writeText } from "../helpers/write_text.js";
import { boundedInset, PLAIN, TURNS } from "../models/room.js";

/** @import { Room } from "../models/room.js" */
/** @import { WallRoom } from "./wall_room.js" */

/** By how many percent of the window an arrow key moves a corner, and with Shift. */
const STEP = 0.1;
const LARGE_STEP = 1;
/** So much of a handle stays inside the window, in px. */
const HANDLE_INSIDE = 24;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class WallSetup {
  #root;
  #room;
  #panel;
  #form;
  #handles;
  /** @type {AbortController | null} */
  #listening = null;

  /**
   * @param {HTMLElement} root
   * @param {WallRoom} room
   */
  constructor(root, room) {
    this.#root = root;
    this.#room = room;
    this.#panel = find(root, "[data-setup-panel]", HTMLElement);
    this.#form = find(root, "[data-setup-form]", HTMLFormElement);
    this.#handles = find(document, "[data-handles]", HTMLElement);
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  open() {
    if (this.isOpen) return;
    this.#panel.hidden = this.#handles.hidden = false;
    this.#root.dataset["setup"] = "";
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#form.addEventListener("input", this.#take, { signal });
    this.#form.addEventListener("submit", this.#end, { signal });
    find(this.#form, "[data-setup-reset]", HTMLButtonElement).addEventListener("click", this.#reset, { signal });
    document.addEventListener("keydown", this.#press, { signal });
    addEventListener("resize", () => this.#write(), { signal });
    for (const handle of this.#handles.querySelectorAll("button")) {
      handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId), { signal });
      handle.addEventListener("pointermove", (event) => this.#drag(handle, event), { signal });
    }
    this.#fill();
    this.#write();
    find(this.#form, "select", HTMLSelectElement).focus();
  }

  close() {
    this.#listening?.abort();
    this.#listening = null;
    this.#panel.hidden = this.#handles.hidden = true;
    delete this.#root.dataset["setup"];
  }

  /** Put what is set up into the form. */
  #fill() {
    const { room } = this.#room;
    for (const name of /** @type {(keyof Room)[]} */ (Object.keys(room))) {
      const field = this.#form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = String(room[name] || (name === "turn" || name === "drift" ? 0 : ""));
    }
  }

  /** Say where the handles are, and what follows from it. */
  #write() {
    const { room, distances } = this.#room;
    const corners = cornersIn(room.corners, { width: innerWidth, height: innerHeight });
    for (const handle of this.#handles.querySelectorAll("button")) {
      const held = heldBy(handle).map((corner) => corners[corner] ?? { x: 0, y: 0 });
      const at = (/** @type {"x" | "y"} */ way, /** @type {number} */ most) => {
        const middle = held.reduce((sum, point) => sum + point[way], 0) / held.length;
        return `${Math.min(most - HANDLE_INSIDE, Math.max(HANDLE_INSIDE, middle))}px`;
      };
      Object.assign(handle.style, { left: at("x", innerWidth), top: at("y", innerHeight) });
    }
    const size = `${this.#root.clientWidth} × ${this.#root.clientHeight}`;
    writeText(find(this.#panel, "[data-setup-size]", HTMLElement), size);
    for (const output of this.#form.querySelectorAll("output")) {
      const name = /** @type {"contrast" | "words" | "code" | "drift"} */ (output.htmlFor.value);
      writeText(output, word(name === "drift" ? "setup-px" : "setup-percent", { number: room[name] }));
    }
    const m = (/** @type {number} */ metres) => metres.toFixed(metres < 10 ? 1 : 0);
    const said = find(this.#panel, "[data-setup-distances]", HTMLElement);
    const verdict = find(this.#panel, "[data-setup-row]", HTMLElement);
    const { row_m } = room;
    verdict.hidden = !distances || !row_m;
    if (!distances) return writeText(said, word("setup-unmeasured"));
    const { captions, smallest, corner, large, call } = distances;
    const metres = { captions: m(captions), smallest: m(smallest), corner: m(corner), large: m(large), call: m(call) };
    writeText(said, `${word("setup-words-from", metres)} ${word("setup-code-from", metres)}`);
    const words = smallest >= row_m ? "all" : captions >= row_m ? "captions" : "none";
    const code = corner >= row_m ? "corner" : large >= row_m ? "large" : call >= row_m ? "call" : "none";
    verdict.dataset["good"] = String(words !== "none" && code !== "none" && code !== "call");
    writeText(verdict, `${word(`setup-row-words-${words}`, { row: m(row_m) })} ${word(`setup-row-code-${code}`)}`);
  }

  /** Take what was typed or chosen; a field that is half typed waits. */
  #take = () => {
    const fields = new FormData(this.#form);
    /** @type {Record<string, string | number>} */
    const part = {};
    for (const [name, value] of fields) {
      const field = this.#form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || !field.validity.valid) continue;
      part[name] = name.startsWith("dark_") ? String(value) : Number(value);
    }
    this.#room.set(part);
    this.#write();
  };

  #reset = () => {
    this.#room.set({ ...PLAIN });
    this.#fill();
    this.#write();
  };

  /** @param {Event} event */
  #end = (event) => {
    event.preventDefault();
    this.close();
  };

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.key === "Escape") return this.close();
    const way = ARROWS[event.key];
    const handle = event.target instanceof Element ? event.target.closest("[data-handles] button") : null;
    if (!way || !handle) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : STEP;
    // A screen that was turned is looked at turned: up is up for whoever stands before it.
    const quarters = TURNS.indexOf(this.#room.room.turn);
    const [x, y] = turned(way, quarters);
    const corners = [...this.#room.room.corners];
    for (const corner of heldBy(handle)) {
      const [isRight, isLow] = [corner === 1 || corner === 2, corner >= 2];
      const inward = [isRight ? -x : x, isLow ? -y : y];
      for (const axis of axesOf(handle)) {
        corners[2 * corner + axis] = boundedInset((corners[2 * corner + axis] ?? 0) + step * (inward[axis] ?? 0));
      }
    }
    this.#move(corners);
  };

  /**
   * @param {Element} handle
   * @param {PointerEvent} event
   */
  #drag(handle, event) {
    if (event.buttons === 0) return;
    const [x, y] = [(event.clientX / innerWidth) * 100, (event.clientY / innerHeight) * 100];
    const corners = [...this.#room.room.corners];
    for (const corner of heldBy(handle)) {
      const inset = [corner === 1 || corner === 2 ? 100 - x : x, corner >= 2 ? 100 - y : y];
      for (const axis of axesOf(handle)) corners[2 * corner + axis] = boundedInset(inset[axis] ?? 0);
    }
    this.#move(corners);
  }

  /** @param {number[]} corners */
  #move(corners) {
    this.#room.set({ corners });
    this.#write();
  }
}

/** The corners that a handle moves: itself, or the two ends of an edge. @param {Element} handle */
function heldBy(handle) {
  return (handle.getAttribute("data-corners") ?? "").split(" ").map(Number);
}

/** Across, down, or both. @param {Element} handle */
function axesOf(handle) {
  return (handle.getAttribute("data-axes") ?? "").split(" ").map(Number);
}

/**
 * @param {[number, number]} way
 * @param {number} quarters clockwise
 * @returns {[number, number]}
 */
function turned([x, y], quarters) {
  let [across, down] = [x, y];
  for (let quarter = 0; quarter < quarters; quarter += 1) [across, down] = [-down, across];
  return [across, down];
}
