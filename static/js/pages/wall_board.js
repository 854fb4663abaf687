/** The board: several photos on the wall at once, each in a box of its own, as a layout says. */

import { freeImage } from "../helpers/free_image.js";
import { captionBeside, describedBy, rendition } from "../helpers/photo.js";
import { tagOf } from "../helpers/photo_tag.js";
import { placeholderUrl } from "../helpers/placeholder.js";
import { word } from "../helpers/words.js";
import { writeText } from "../helpers/write_text.js";

/** @import { Photo } from "../types.js" */
/** @import { Cell, Size } from "../models/layouts/cell.js" */

const LOAD_WITHIN_MS = 12_000;
const FADE_MS = 900;
/** A new photo fades in faster. */
const NEW_FADE_MS = 500;
const MOVE_MS = 900;
const MARKED_MS = 6_000;
const EASE = "cubic-bezier(0.22, 0.7, 0.2, 1)";
/** A box that ends this far down may end beside the QR code. */
const LOW_PART = 0.7;
/** A thumb that is enlarged a little still looks sharp from where guests stand. */
const SHARP_ENOUGH = 0.8;

/** @typedef {{element: HTMLElement, image: HTMLImageElement, cell: Cell | null}} Piece */

export class WallBoard {
  #root;
  #template;
  #onShow;
  #isSlow;
  #kept;
  #resized;
  #corner = { width: 0, height: 0 };
  /** By photo, what is on. @type {Map<string, Piece>} */
  #pieces = new Map();
  /** By photo, how what fades away goes at once. @type {Map<string, () => void>} */
  #fading = new Map();
  /** Loaded, and not laid out yet. @type {Map<string, HTMLImageElement>} */
  #loaded = new Map();
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  /**
   * @param {HTMLElement} root
   * @param {HTMLTemplateElement} template
   * @param {{onShow: () => void, onResize: () => void, isSlow: () => boolean, kept: (photo: Photo) => Blob | null}}
   *   surroundings `onShow` hears that something else is on; `isSlow` tells whether the machine drops frames: pictures
   *   then change by a cut; `kept` has bytes for which no server is needed
   */
  constructor(root, template, { onShow, onResize, isSlow, kept }) {
    this.#isSlow = isSlow;
    this.#kept = kept;
    this.#root = root;
    this.#template = template;
    this.#onShow = onShow;
    this.#resized = new ResizeObserver(onResize);
    this.#resized.observe(root);
  }

  /** @returns {Size} */
  size() {
    return { width: this.#root.clientWidth, height: this.#root.clientHeight, corner: this.#cornerOfCode() };
  }

  /** How much of the corner to the right the QR code has at its usual size. From time to time it is larger. */
  #cornerOfCode() {
    const wall = this.#root.parentElement;
    if (!wall || wall.dataset["code"] !== undefined) return this.#corner;
    const joins = /** @type {NodeListOf<HTMLElement>} */ (wall.querySelectorAll(".join"));
    const join = [...joins].find(({ offsetWidth }) => offsetWidth > 0);
    const isRight = join && join.offsetLeft > this.#root.clientWidth / 2;
    this.#corner = {
      width: isRight ? this.#root.offsetLeft + this.#root.clientWidth - join.offsetLeft : 0,
      height: isRight ? this.#root.offsetTop + this.#root.clientHeight - join.offsetTop : 0,
    };
    return this.#corner;
  }

  /**
   * Load a photo's picture, large enough for its box. False when it did not come.
   * @param {Photo} photo
   * @param {Size} box
   * @returns {Promise<boolean>}
   */
  async load(photo, box) {
    const url = urlFor(photo, box);
    const known = this.#loaded.get(photo.id) ?? this.#pieces.get(photo.id)?.image;
    if (!url) return false;
    if (known?.dataset["url"] === url) return true;
    const image = new Image();
    image.decoding = "async";
    image.src = url;
    image.dataset["url"] = url;
    /** @type {Promise<false>} */
    const late = new Promise((resolve) => setTimeout(() => resolve(false), LOAD_WITHIN_MS));
    const came = await Promise.race([image.decode().then(() => true, () => false), late]);
    if (!came && !(await decodeBytes(image, this.#kept(photo)))) {
      freeImage(image);
      return this.#pieces.has(photo.id);
    }
    const before = this.#loaded.get(photo.id);
    if (before) freeImage(before);
    this.#loaded.set(photo.id, image);
    return true;
  }

  /** Whether a photo's picture comes without a server. @param {Photo} photo */
  isKept(photo) {
    return this.#kept(photo) !== null || this.#pieces.has(photo.id);
  }

  /** @param {{cell: Cell, photo: Photo, isNew: boolean}[]} cells */
  lay(cells) {
    const wanted = new Set(cells.map(({ photo }) => photo.id));
    for (const [id, piece] of this.#pieces) if (!wanted.has(id)) this.#remove(id, piece, cells.length > 0);
    for (const { cell, photo, isNew } of cells) this.#put(cell, photo, isNew);
    for (const [id, image] of this.#loaded) {
      // Loaded for a place that it did not get.
      freeImage(image);
      this.#loaded.delete(id);
    }
    this.#onShow();
  }

  /** Bring new words to a photo that is on. @param {Photo} photo */
  write(photo) {
    const piece = this.#pieces.get(photo.id);
    if (piece) writeWords(piece, photo);
  }

  /** Let what is on fade away: something else has the wall. */
  leave() {
    for (const [id, piece] of this.#pieces) this.#remove(id, piece, true);
    this.#onShow();
  }

  /**
   * @param {Cell} cell
   * @param {Photo} photo
   * @param {boolean} isNew
   */
  #put(cell, photo, isNew) {
    let piece = this.#pieces.get(photo.id);
    const better = this.#loaded.get(photo.id);
    this.#loaded.delete(photo.id);
    const isFresh = !piece;
    if (!piece) {
      if (!better) return;
      piece = this.#made(better, photo);
      this.#pieces.set(photo.id, piece);
      this.#root.append(piece.element);
    } else if (better) {
      freeImage(piece.image);
      piece.image.replaceWith(better);
      piece.image = better;
      better.className = "board__photo";
    }
    piece.image.style.objectPosition = cell.at ? `${cell.at.x * 100}% ${cell.at.y * 100}%` : "";
    writeWords(piece, photo);
    if (cell.words === "full") this.#root.style.setProperty("--ground", piece.element.style.backgroundImage || "none");
    const before = piece.cell;
    piece.cell = cell;
    place(piece.element, cell, this.size());
    piece.element.dataset["words"] = cell.words;
    if (isNew) this.#mark(piece.element);
    if (this.#calm.matches || this.#isSlow()) return;
    if (isFresh) appear(piece.element, cell, isNew);
    else if (before) move(piece.element, before, cell);
  }

  /**
   * @param {HTMLImageElement} image
   * @param {Photo} photo
   * @returns {Piece}
   */
  #made(image, photo) {
    // A copy of this document, not of the template's: an image that changes documents loads its address anew, and that
    // of kept bytes is gone by then.
    const copy = document.importNode(this.#template.content, true);
    const element = /** @type {HTMLElement} */ (copy.firstElementChild);
    const ground = placeholderUrl(photo.placeholder);
    element.dataset["photo"] = photo.id;
    element.dataset["media"] = photo.media;
    if (ground) element.style.backgroundImage = `url("${ground}")`;
    image.className = "board__photo";
    image.draggable = false;
    element.prepend(image);
    return { element, image, cell: null };
  }

  /**
   * Taken down, a photo goes at once; one that gives way fades while another appears.
   * @param {string} id
   * @param {Piece} piece
   * @param {boolean} mayFade
   */
  #remove(id, { element, image }, mayFade) {
    this.#pieces.delete(id);
    this.#fading.get(id)?.();
    const end = () => {
      if (this.#fading.get(id) === end) this.#fading.delete(id);
      element.remove();
      freeImage(image);
    };
    // Of a photo that was taken down not even the colours stay.
    const { style } = this.#root;
    if (style.getPropertyValue("--ground") === element.style.backgroundImage) style.removeProperty("--ground");
    // Its place may already be taken, so it goes below the new photo.
    element.style.zIndex = "0";
    delete element.dataset["photo"];
    if (!mayFade || this.#calm.matches || this.#isSlow()) return end();
    this.#fading.set(id, end);
    const fade = element.animate({ opacity: [1, 0] }, { duration: FADE_MS, easing: EASE });
    fade.onfinish = end;
    fade.oncancel = end;
  }

  /** Let go of a photo that was taken down, also while it fades. @param {string} id */
  forget(id) {
    const piece = this.#pieces.get(id);
    if (piece) this.#remove(id, piece, false);
    this.#fading.get(id)?.();
    const image = this.#loaded.get(id);
    if (image) freeImage(image);
    this.#loaded.delete(id);
  }

  /** Whether a photo's picture is on or loaded. @param {string} id */
  holds(id) {
    return this.#pieces.has(id) || this.#fading.has(id) || this.#loaded.has(id);
  }

  /** @param {HTMLElement} element */
  #mark(element) {
    element.dataset["new"] = "";
    setTimeout(() => delete element.dataset["new"], MARKED_MS);
  }
}

/**
 * @param {HTMLElement} element
 * @param {Cell} cell
 * @param {Size} screen
 */
function place(element, { x, y, width, height, turn, z, crops }, screen) {
  Object.assign(element.style, {
    left: `${x}px`,
    top: `${y}px`,
    width: `${width}px`,
    height: `${height}px`,
    zIndex: String(z),
    rotate: `${turn}deg`,
  });
  element.dataset["crops"] = String(crops);
  // The QR code lies in the lower corner at the lines' end: words of a photo there end before it.
  const isLow = y + height > screen.height * LOW_PART;
  element.style.setProperty("--beyond", isLow ? `${document.documentElement.dir === "rtl" ? x : screen.width - x - width}px` : "100vw");
}

/**
 * @param {HTMLElement} element
 * @param {Cell} cell
 * @param {boolean} isNew
 */
function appear(element, { turn }, isNew) {
  const from = turn === 0 ? "scale(1.04)" : `translateY(-12vh) rotate(${turn > 0 ? 8 : -8}deg) scale(1.2)`;
  const timing = { duration: isNew ? NEW_FADE_MS : FADE_MS, easing: EASE };
  element.animate({ opacity: [0, 1], transform: [from, "none"] }, timing);
}

/**
 * Glide from one box to another, by transform alone.
 * @param {HTMLElement} element
 * @param {Cell} before
 * @param {Cell} after
 */
function move(element, before, after) {
  if (before.x === after.x && before.y === after.y && before.width === after.width) return;
  const x = before.x + before.width / 2 - (after.x + after.width / 2);
  const y = before.y + before.height / 2 - (after.y + after.height / 2);
  const scale = before.width / after.width;
  element.animate(
    { transform: [`translate(${x}px, ${y}px) scale(${scale}) rotate(${before.turn - after.turn}deg)`, "none"] },
    { duration: MOVE_MS, easing: EASE },
  );
}

/**
 * @param {Piece} piece
 * @param {Photo} photo
 */
function writeWords({ element, image }, photo) {
  const [caption, author] = element.querySelectorAll("[data-caption], [data-author]");
  if (caption) writeText(caption, captionBeside(photo));
  const tag = element.querySelector("[data-tag]");
  if (tag) writeText(tag, tagOf(photo.position));
  if (author) writeText(author, photo.author);
  element.dataset["said"] = String(Boolean(captionBeside(photo) || photo.author));
  image.alt = word(describedBy(photo), { name: photo.author, caption: photo.caption });
}

/**
 * @param {HTMLImageElement} image
 * @param {Blob | null} bytes
 * @returns {Promise<boolean>} whether it shows them
 */
async function decodeBytes(image, bytes) {
  if (!bytes) return false;
  const own = URL.createObjectURL(bytes);
  image.src = own;
  return image.decode().then(() => true, () => false).finally(() => URL.revokeObjectURL(own));
}

/**
 * Return the address of the smallest picture that is sharp in a box.
 * @param {Photo} photo
 * @param {Size} box
 */
function urlFor(photo, box) {
  const thumb = rendition(photo, "thumb");
  const wanted = Math.max(box.width, box.height) * devicePixelRatio * SHARP_ENOUGH;
  if (thumb && Math.max(thumb.width, thumb.height) >= wanted) return thumb.url;
  return rendition(photo, "wall")?.url ?? "";
}
