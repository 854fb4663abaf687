/** The host's page, "Screens": which are on and what they show, and the remote for all or one of them. */

import { counted } from "../helpers/counted.js";
import { word } from "../helpers/words.js";
import { behindOf, HostScreens } from "../models/host_screens.js";
import { askAsHost } from "./admin/asking.js";
import { Pinned } from "./admin/pinned.js";
import { ScreenCards } from "./admin/screen_cards.js";
import { durationWords } from "./parts/ago_words.js";
import { element } from "./parts/element.js";
import { reason } from "./parts/reason.js";

/** @import { Screen, ShowState } from "../types.js" */

const LOOK_EVERY_MS = 2000;
const CODE_S = 60;
const SECONDS = 60;

const fold = element("#screens-fold", HTMLDetailsElement);
const said = element("#remote-said", HTMLElement);
const panel = element("#remote-panel", HTMLElement);
const choice = element("#remote-screen", HTMLSelectElement);
const pause = element("#remote-pause", HTMLButtonElement);
const code = element("#remote-code", HTMLButtonElement);
const message = element("#remote-message", HTMLFormElement);
const messageOff = element("#remote-message-off", HTMLButtonElement);
const brightness = element("#remote-brightness", HTMLInputElement);
const layout = element("#remote-layout", HTMLSelectElement);
const minutes = element("#remote-minutes", HTMLInputElement);
const switches = /** @type {NodeListOf<HTMLButtonElement>} */ (panel.querySelectorAll("[data-switch]"));

const screens = new HostScreens(askAsHost);
const cards = new ScreenCards({ list: element("#screens", HTMLElement), onWay: way, onRename: rename });
const pinned = new Pinned({ ask: askAsHost, onUnpin: (id) => void done(() => screens.unpin(id)) });
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Look now, and again while somebody looks at this. */
async function look() {
  clearTimeout(timer);
  if (!fold.open || document.visibilityState !== "visible") return;
  try {
    const found = await screens.look();
    cards.show(found.screens);
    offer(found.screens);
    show(found.state);
    element("#screens-behind", HTMLElement).textContent = behindWords(behindOf(found.screens));
    panel.hidden = found.screens.length === 0;
    said.textContent = found.screens.length === 0 ? word("screens-none") : "";
  } catch (error) {
    said.textContent = reason(error, "not-loaded");
  }
  clearTimeout(timer);
  timer = setTimeout(() => void look(), LOOK_EVERY_MS);
}

/** @param {{photos: number, waitS: number} | null} behind */
function behindWords(behind) {
  if (!behind) return "";
  if (behind.photos === 0) return word("screens-behind-none");
  return counted("screens-behind", behind.photos, { time: durationWords(behind.waitS) });
}

/** Let each screen be chosen for what follows. @param {Screen[]} found */
function offer(found) {
  const wanted = found.map(({ id, name, number }) => ({ id, label: name || word("screen-number", { number: String(number) }) }));
  const known = [...choice.options].slice(1).map(({ value, text }) => `${value} ${text}`).join();
  if (known === wanted.map(({ id, label }) => `${id} ${label}`).join()) return;
  const chosen = choice.value;
  choice.replaceChildren(choice.options[0] ?? "", ...wanted.map(({ id, label }) => new Option(label, id)));
  choice.value = wanted.some(({ id }) => id === chosen) ? chosen : "";
}

/** @param {ShowState} state */
function show(state) {
  pause.setAttribute("aria-pressed", String(state.paused));
  element("span", HTMLElement, pause).textContent = word(state.paused ? "remote-paused" : "remote-playing");
  code.setAttribute("aria-pressed", String(state.code_s > 0));
  for (const button of switches) {
    const name = /** @type {"dark" | "sound" | "zoom"} */ (button.dataset["switch"]);
    button.setAttribute("aria-pressed", String(state[name]));
  }
  messageOff.hidden = !state.message;
  if (document.activeElement !== layout) layout.value = state.layout;
  if (document.activeElement !== minutes) minutes.value = String(state.minutes);
  element("#remote-minutes-part", HTMLElement).hidden = layout.value !== "timeline";
  if (document.activeElement !== brightness) brightness.value = String(state.brightness);
  void pinned.show(state.pins);
}

/**
 * Do something and look what came of it; say so when it could not be done.
 * @param {() => Promise<unknown>} work
 */
async function done(work) {
  try {
    await work();
    await look();
    return true;
  } catch (error) {
    said.textContent = reason(error, "away");
    return false;
  }
}

/** @param {Record<string, unknown>} values */
function set(values) {
  return done(() => screens.set(choice.value, values));
}

/**
 * @param {string} id
 * @param {string} step
 */
function way(id, step) {
  void done(() => screens.step(id, step));
}

/**
 * @param {string} id
 * @param {string} name
 */
function rename(id, name) {
  void done(() => screens.rename(id, name));
}

/** @param {HTMLButtonElement} button */
function isOn(button) {
  return button.getAttribute("aria-pressed") === "true";
}

fold.addEventListener("toggle", () => void look());
document.addEventListener("visibilitychange", () => void look());
for (const button of panel.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => {
    void done(() => screens.step(choice.value, /** @type {HTMLElement} */ (button).dataset["step"] ?? ""));
  });
}
pause.addEventListener("click", () => void set({ paused: !isOn(pause) }));
code.addEventListener("click", () => void set({ code_s: isOn(code) ? 0 : CODE_S }));
for (const button of switches) {
  button.addEventListener("click", () => void set({ [button.dataset["switch"] ?? ""]: !isOn(button) }));
}
layout.addEventListener("change", () => void set({ layout: layout.value }));
minutes.addEventListener("change", () => {
  if (minutes.validity.valid) void set({ minutes: minutes.valueAsNumber });
});
brightness.addEventListener("change", () => void set({ brightness: brightness.valueAsNumber }));
messageOff.addEventListener("click", () => void set({ message: "" }));
message.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(message);
  const words = String(fields.get("message") ?? "").trim();
  if (!words) return;
  const forMinutes = Number(fields.get("minutes"));
  const alone = fields.get("alone") === "alone";
  const wanted = { message: words, message_s: forMinutes * SECONDS, message_alone: alone };
  if (await set(wanted)) {
    message.reset();
    said.textContent = word("remote-sent-message");
  }
});
void look();
