/** Opens the editor for a sent photo with its versions, and saves the result as a new version. */

import { ours } from "../../helpers/base.js";
import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { Editor } from "./editor.js";

/** @import { EditedVersion, Version, Versions } from "../../types.js" */

/** @type {Editor | null} */
let editor = null;

/**
 * Edit a photo; `within` is what holds the focus, `say` hears what became of it.
 * @param {string} id
 * @param {{within?: HTMLElement, say: (sentence: string) => void}} options
 */
export async function editPhoto(id, { within = document.body, say }) {
  editor ??= new Editor();
  let base = 0;
  await editor.open({
    within,
    loading: word("editor-loading"),
    saving: word("editor-saving"),
    load: async () => {
      const [versions, source] = await Promise.all([askVersions(id), pictureAsItCame(id)]);
      base = versions.current;
      return { source, versions, edit: latest(versions)?.edit ?? {} };
    },
    save: async (edit) => {
      const answer = /** @type {EditedVersion} */ (await ask(`/api/photo/${id}/edit`, { method: "PUT", json: { base, edit } }));
      say(word(answer.picture_waits ? "editor-waits" : "editor-saved"));
    },
    isOvertaken: (error) => error instanceof Refused && error.code === "PICTURE_CHANGED",
    failed: (error) => {
      if (error instanceof Refused) return error.code === "PICTURE_CHANGED" ? word("editor-changed") : error.message;
      if (error instanceof Unreachable) return word("editor-away");
      throw error;
    },
  });
}

/** The latest wanted version: the waiting one, else the shown one. @param {Versions} told */
function latest({ versions, current }) {
  return /** @type {Version | undefined} */ (versions.find(({ waits }) => waits) ?? versions.find(({ no }) => no === current));
}

/** @param {string} id */
async function askVersions(id) {
  return /** @type {Versions} */ (await ask(`/api/photo/${id}/versions`));
}

/** @param {string} id */
async function pictureAsItCame(id) {
  const image = new Image();
  image.src = ours(`/api/photo/${id}/versions/0?large=1`);
  try {
    await image.decode();
  } catch {
    throw new Unreachable();
  }
  return image;
}
