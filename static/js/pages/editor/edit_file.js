/** Opens the editor for a picture that has not been sent yet: nothing is changed but what goes along with it. */

import { tidy } from "../../helpers/edit.js";
import { word } from "../../helpers/words.js";
import { draw } from "./drawing.js";
import { Editor } from "./editor.js";

/** @import { Edit } from "../../types.js" */

/** Enough for a screen. A phone's picture of 48 megapixels would not follow a finger. */
const MOST_PX = 1600;

/** @type {Editor | null} */
let editor = null;

class Unreadable extends Error {}

/**
 * Edit a picture; return what to change, as JSON ("" for nothing), or null if the guest leaves it as it was.
 * @param {Blob} file
 * @param {string} edit what was to be changed before
 * @returns {Promise<string | null>}
 */
export async function editFile(file, edit) {
  editor ??= new Editor();
  /** @type {string | null} */
  let wanted = null;
  await editor.open({
    loading: word("editor-loading"),
    saving: "",
    load: async () => {
      const source = await smallOf(file);
      if (!source) throw new Unreadable();
      return { source, edit: read(edit), versions: null };
    },
    save: async (made) => void (wanted = Object.keys(tidy(made)).length > 0 ? JSON.stringify(tidy(made)) : ""),
    failed: (error) => {
      if (error instanceof Unreadable) return word("editor-unreadable");
      throw error;
    },
  });
  return wanted;
}

/**
 * Draw a picture as it will look, cropped to a square. Null if this browser cannot open it.
 * @param {Blob} file
 * @param {string} edit
 * @param {number} sizePx
 */
export async function drawEdited(file, edit, sizePx) {
  const source = await smallOf(file);
  if (!source) return null;
  const whole = document.createElement("canvas");
  draw(whole, source, read(edit), { width: MOST_PX, height: MOST_PX, isCropped: true });
  const side = Math.min(whole.width, whole.height);
  const square = document.createElement("canvas");
  square.width = square.height = sizePx;
  square.getContext("2d")?.drawImage(whole, (whole.width - side) / 2, (whole.height - side) / 2, side, side, 0, 0, sizePx, sizePx);
  return square;
}

/** @param {string} edit @returns {Edit} */
function read(edit) {
  return edit ? JSON.parse(edit) : {};
}

/** @param {Blob} file @returns {Promise<HTMLImageElement | null>} the upright picture, small */
async function smallOf(file) {
  const whole = await pictureOf(file);
  if (!whole) return null;
  const scale = Math.min(1, MOST_PX / Math.max(whole.naturalWidth, whole.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(whole.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(whole.naturalHeight * scale));
  canvas.getContext("2d")?.drawImage(whole, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((/** @type {(blob: Blob | null) => void} */ made) => canvas.toBlob(made, "image/png"));
  return small && pictureOf(small);
}

/** @param {Blob} blob */
async function pictureOf(blob) {
  const url = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
