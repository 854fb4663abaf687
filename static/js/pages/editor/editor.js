/** The picture editor. The server makes from the original, with the same parameters, what is drawn here. */

import { inShape, isSame, LEVELS, mirrored, tidy, turned, WHOLE, whole } from "../../helpers/edit.js";
import { better } from "../../helpers/levels.js";
import { EditHistory } from "../../models/edit_history.js";
import { element } from "../parts/element.js";
import { CropBox } from "./crop_box.js";
import { draw, frameOf, pixelsOf } from "./drawing.js";
import { VersionList, whoWords } from "./version_list.js";

/** @import { Source } from "./drawing.js" */
/** @import { Edit, Version, Versions } from "../../types.js" */

/** Up to this many pixels on its long side, a preview follows a finger. */
const PREVIEW_PX = 1000;
/** Room for the corners of the crop beside the picture. */
const AIR_PX = 24;

export class Editor {
  #dialog = madeDialog();
  #said = this.#part("[data-editor-said]", HTMLElement);
  #stage = this.#part(".editor__stage", HTMLElement);
  #picture = this.#part("[data-editor-picture]", HTMLElement);
  #canvas = this.#part("[data-editor-canvas]", HTMLCanvasElement);
  #cropBox = this.#part("[data-editor-crop]", HTMLElement);
  #other = this.#part("[data-editor-other]", HTMLElement);
  #ratio = this.#part("[data-editor-ratio]", HTMLSelectElement);
  #crop = new CropBox(this.#cropBox, this.#picture, (crop, isFine) => this.#take({ ...this.#history.now, crop }, isFine));
  #versions = new VersionList(this.#dialog, {
    onBeside: (version) => this.#lay(version),
    onBack: (version) => this.#take(version.edit),
  });
  #history = new EditHistory({}, () => {});
  #tab = "shape";
  #isHeld = false;
  /** @type {Source | null} */
  #source = null;
  /** @type {Version | null} */
  #beside = null;
  #current = 0;
  #frame = 0;
  /** The slider under the finger: its whole movement is one step. */
  #sliding = "";

  /**
   * @template {Element} E
   * @param {string} selector
   * @param {new () => E} type
   * @returns {E}
   */
  #part(selector, type) {
    return element(selector, type, this.#dialog);
  }

  /**
   * Open it, in `within` where something else holds the focus. Resolves once it is closed.
   * @param {{within?: HTMLElement, load: () => Promise<{source: Source, edit: Edit, versions: Versions | null}>,
   *   save: (edit: Edit) => Promise<void>, failed: (error: unknown) => string, isOvertaken?: (error: unknown) => boolean,
   *   loading: string, saving: string}} task `failed` says what went wrong; after `isOvertaken` it begins anew
   */
  async open(task) {
    const { within = document.body, load, failed, loading } = task;
    const listening = new AbortController();
    this.#source = this.#beside = null;
    this.#history = new EditHistory({}, () => this.#show());
    this.#said.textContent = loading;
    within.append(this.#dialog);
    this.#connect(listening.signal, () => void this.#save(task));
    this.#choose("shape");
    this.#dialog.showModal();
    const closed = new Promise((resolve) => this.#dialog.addEventListener("close", resolve, { once: true }));
    try {
      await this.#begin(load);
    } catch (error) {
      this.#said.textContent = failed(error);
    }
    await closed;
    listening.abort();
    cancelAnimationFrame(this.#frame);
    this.#source = null;
    document.body.append(this.#dialog);
  }

  /** @param {() => Promise<{source: Source, edit: Edit, versions: Versions | null}>} load */
  async #begin(load) {
    const { source, edit, versions } = await load();
    this.#source = source;
    this.#current = versions?.current ?? 0;
    this.#history = new EditHistory(edit, () => this.#show());
    this.#said.textContent = "";
    this.#part('[data-editor-tab="versions"]', HTMLElement).hidden = !versions;
    if (versions) this.#versions.show(source, versions);
    this.#ratio.value = "";
    this.#crop.inFrame = null;
    this.#lay(null);
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => void} save
   */
  #connect(signal, save) {
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      this.#part(`[data-editor="${name}"]`, HTMLButtonElement).addEventListener("click", act, { signal });
    on("cancel", () => this.#dialog.close());
    on("undo", () => this.#history.undo());
    on("redo", () => this.#history.redo());
    on("reset", () => this.#take({}));
    on("left", () => this.#take(turned(this.#history.now, -1)));
    on("right", () => this.#take(turned(this.#history.now, 1)));
    on("mirror", () => this.#take(mirrored(this.#history.now)));
    on("better", () => this.#source && this.#take({ ...this.#history.now, ...better(pixelsOf(this.#source, this.#history.now)) }));
    on("save", save);
    for (const tab of this.#all("[data-editor-tab]")) {
      tab.addEventListener("click", () => this.#choose(tab.dataset["editorTab"] ?? ""), { signal });
    }
    for (const slider of /** @type {HTMLInputElement[]} */ (this.#all("[data-editor-level]"))) {
      const name = slider.dataset["editorLevel"] ?? "";
      const slide = () => {
        const isFine = this.#sliding === name;
        this.#sliding = name;
        this.#take({ ...this.#history.now, [name]: Number(slider.value) }, isFine);
      };
      slider.addEventListener("input", slide, { signal });
      slider.addEventListener("change", () => (this.#sliding = ""), { signal });
    }
    this.#ratio.addEventListener("change", () => this.#shape(), { signal });
    this.#crop.connect(signal);
    this.#holding(this.#part("[data-editor-hold]", HTMLButtonElement), signal);
    // While the editor is open, it gets the keys, and not the viewer behind it.
    this.#dialog.addEventListener("keydown", (event) => this.#key(event), { signal });
    const resized = new ResizeObserver(() => this.#drawSoon());
    resized.observe(this.#stage);
    signal.addEventListener("abort", () => resized.disconnect());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation();
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) this.#history.redo();
    else this.#history.undo();
  }

  /**
   * Show the picture as it came for as long as a finger or a key is down.
   * @param {HTMLButtonElement} button
   * @param {AbortSignal} signal
   */
  #holding(button, signal) {
    const hold = (/** @type {boolean} */ isHeld) => {
      if (this.#isHeld === isHeld) return;
      this.#isHeld = isHeld;
      this.#drawSoon();
    };
    button.addEventListener("pointerdown", () => hold(true), { signal });
    for (const kind of ["pointerup", "pointercancel", "pointerleave", "blur"]) button.addEventListener(kind, () => hold(false), { signal });
    button.addEventListener("keydown", (event) => (event.key === " " || event.key === "Enter") && hold(true), { signal });
    button.addEventListener("keyup", () => hold(false), { signal });
    button.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  }

  /** @param {string} selector */
  #all(selector) {
    return /** @type {HTMLElement[]} */ ([...this.#dialog.querySelectorAll(selector)]);
  }

  /** @param {string} tab */
  #choose(tab) {
    this.#tab = tab;
    for (const button of this.#all("[data-editor-tab]")) button.setAttribute("aria-pressed", String(button.dataset["editorTab"] === tab));
    for (const panel of this.#all("[data-editor-panel]")) panel.hidden = panel.dataset["editorPanel"] !== tab;
    for (const button of this.#all("[data-beside]")) button.setAttribute("aria-pressed", "false");
    this.#lay(null);
  }

  /**
   * @param {Edit} edit
   * @param {boolean} [isFine]
   */
  #take(edit, isFine = false) {
    if (this.#source) this.#history.take(edit, isFine);
  }

  /** Give the crop the shape that was chosen. */
  #shape() {
    if (!this.#source) return;
    const { width, height } = frameOf(this.#source, this.#history.now);
    const chosen = this.#ratio.value === "own" ? width / height : Number(this.#ratio.value);
    this.#crop.inFrame = chosen ? chosen / (width / height) : null;
    if (chosen) this.#take({ ...this.#history.now, crop: inShape(WHOLE, chosen, width / height) });
  }

  /** Show a version beside the picture, or none. @param {Version | null} version */
  #lay(version) {
    this.#beside = version;
    this.#other.hidden = version === null;
    if (version) this.#part("[data-editor-other-words]", HTMLElement).textContent = whoWords(version, this.#current);
    this.#show();
  }

  #show() {
    const edit = this.#history.now;
    const parts = whole(edit);
    this.#part('[data-editor="undo"]', HTMLButtonElement).disabled = !this.#history.canUndo;
    this.#part('[data-editor="redo"]', HTMLButtonElement).disabled = !this.#history.canRedo;
    this.#part('[data-editor="reset"]', HTMLButtonElement).disabled = isSame(edit, {});
    this.#part('[data-editor="save"]', HTMLButtonElement).disabled = !this.#source || !this.#history.isChanged;
    for (const name of /** @type {const} */ ([...LEVELS, "angle"])) {
      this.#part(`[data-editor-level="${name}"]`, HTMLInputElement).value = String(parts[name]);
      this.#part(`[data-editor-value="${name}"]`, HTMLElement).textContent = `${parts[name]}${name === "angle" ? "°" : ""}`;
    }
    this.#drawSoon();
  }

  #drawSoon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    if (!this.#source) return;
    const edit = this.#isHeld ? {} : this.#history.now;
    const isCropping = this.#tab === "shape" && !this.#isHeld && !this.#beside;
    const across = this.#stage.clientWidth - (isCropping ? 2 * AIR_PX : 0);
    const room = { width: this.#beside ? across / 2 - AIR_PX : across, height: this.#stage.clientHeight - 2 * AIR_PX };
    fill(this.#canvas, this.#source, edit, room, !isCropping);
    if (this.#beside) fill(this.#part("[data-editor-other-picture]", HTMLCanvasElement), this.#source, this.#beside.edit, room, true);
    this.#cropBox.hidden = !isCropping;
    this.#crop.show(whole(edit).crop);
  }

  /** @param {Parameters<Editor["open"]>[0]} task */
  async #save({ load, save, failed, isOvertaken = () => false, saving }) {
    const button = this.#part('[data-editor="save"]', HTMLButtonElement);
    button.disabled = true;
    this.#said.textContent = saving;
    try {
      await save(tidy(this.#history.now));
      this.#dialog.close();
    } catch (error) {
      button.disabled = false;
      const said = failed(error);
      if (isOvertaken(error)) await this.#begin(load).catch(() => {});
      this.#said.textContent = said;
    }
  }
}

/** Most viewers never open it, so the page has it in a template. */
function madeDialog() {
  const copy = /** @type {DocumentFragment} */ (element("#editor-page", HTMLTemplateElement).content.cloneNode(true));
  return element("#editor", HTMLDialogElement, copy);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Source} source
 * @param {Edit} edit
 * @param {{width: number, height: number}} room in CSS pixels
 * @param {boolean} isCropped
 */
function fill(canvas, source, edit, room, isCropped) {
  const dense = Math.min(devicePixelRatio, PREVIEW_PX / Math.max(room.width, room.height, 1));
  draw(canvas, source, edit, { width: room.width * dense, height: room.height * dense, isCropped });
  canvas.style.setProperty("width", `${canvas.width / dense}px`);
  canvas.style.setProperty("height", `${canvas.height / dense}px`);
}
