/** The photos that come next, small: a tap brings one to the front, or chooses several. */

import { rendition } from "../../helpers/photo.js";
import { placeholderUrl } from "../../helpers/placeholder.js";
import { word } from "../../helpers/words.js";

/** @import { WaitingPhoto } from "../../types.js" */

export class Strip {
  #list;
  #onTap;
  /** @type {Map<string, HTMLButtonElement>} */
  #nodes = new Map();

  /**
   * @param {HTMLElement} list
   * @param {(id: string) => void} onTap
   */
  constructor(list, onTap) {
    this.#list = list;
    this.#onTap = onTap;
  }

  /**
   * @param {readonly WaitingPhoto[]} photos
   * @param {string} currentId
   * @param {ReadonlySet<string> | null} chosen null while a tap does not choose
   */
  show(photos, currentId, chosen) {
    const ids = new Set(photos.map(({ id }) => id));
    for (const [id, node] of this.#nodes) {
      if (ids.has(id)) continue;
      node.parentElement?.remove();
      this.#nodes.delete(id);
    }
    for (const photo of photos) {
      const node = this.#nodes.get(photo.id) ?? this.#add(photo);
      node.setAttribute("aria-label", word("photo-by", { who: photo.author || word("somebody") }));
      if (chosen) node.setAttribute("aria-pressed", String(chosen.has(photo.id)));
      else node.removeAttribute("aria-pressed");
      if (photo.id === currentId && !chosen) node.setAttribute("aria-current", "true");
      else node.removeAttribute("aria-current");
    }
  }

  /** @param {WaitingPhoto} photo */
  #add(photo) {
    const node = document.createElement("button");
    node.type = "button";
    node.className = "strip__one";
    node.addEventListener("click", () => this.#onTap(photo.id));
    const thumb = rendition(photo, "thumb");
    const image = new Image(thumb?.width ?? 1, thumb?.height ?? 1);
    image.alt = "";
    image.loading = "lazy";
    image.src = thumb?.url ?? "";
    const placeholder = placeholderUrl(photo.placeholder);
    if (placeholder) image.style.backgroundImage = `url("${placeholder}")`;
    node.append(image);
    const item = document.createElement("li");
    item.append(node);
    this.#list.append(item);
    this.#nodes.set(photo.id, node);
    return node;
  }
}
