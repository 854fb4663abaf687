/** Take a photo that is shown large along: save its picture, or hand it to the phone's own sheet. */

import { clipOf, rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { addBarButton } from "./bar_button.js";

/** @import { Photo } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

export class TakeAway {
  #viewer;
  #find;

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   */
  constructor(viewer, find) {
    this.#viewer = viewer;
    this.#find = find;
  }

  connect() {
    const save = this.#add("save", "download", "a", 9);
    this.#viewer.on("change", () => {
      const file = this.#file();
      for (const button of this.#viewer.element?.querySelectorAll(".pswp__take") ?? []) {
        if (button instanceof HTMLElement) button.hidden = file === null || !this.#mayTake();
      }
      const link = save();
      if (file && link instanceof HTMLAnchorElement) Object.assign(link, { href: file.url, download: file.name });
    });
    // Without a sheet of the phone's own there is nothing to share with.
    if ("share" in navigator) this.#add("share", "share", "button", 8, () => void this.#share());
  }

  /**
   * @param {string} name
   * @param {string} icon
   * @param {"a" | "button"} tag
   * @param {number} order
   * @param {() => void} [onClick]
   */
  #add(name, icon, tag, order, onClick) {
    /** @type {HTMLElement | null} */
    let made = null;
    addBarButton(this.#viewer, {
      name,
      order,
      icon,
      title: word(name),
      tagName: tag,
      onInit: (button) => {
        made = button;
        button.classList.add("pswp__take");
      },
      onClick,
    });
    return () => made;
  }

  /** Whether the host lets guests save this one. */
  #mayTake() {
    const who = document.body.dataset["downloads"];
    return who === "everyone" || (who === "own" && this.#find()?.mine === true);
  }

  /** What is taken along: the original where a share link has it, else what the wall shows. */
  #file() {
    const photo = this.#find();
    const original = photo?.renditions.find((one) => one.name === "original");
    const shown = photo && (original ?? clipOf(photo) ?? rendition(photo, "wall"));
    if (!photo || !shown) return null;
    const day = photo.created_at.slice(0, 10);
    const kind = shown.url.split(".").pop() ?? "jpg";
    return { ...shown, name: `party-${day}-${photo.id.slice(0, 6)}.${kind}`, text: photo.caption };
  }

  async #share() {
    const file = this.#file();
    if (!file) return;
    const link = { url: new URL(file.url, location.href).href };
    try {
      await navigator.share((await this.#asFile(file)) ?? link);
    } catch (error) {
      // Closing the sheet again is an answer, too; a file that took longer than a tap is good for goes as a link.
      if (error instanceof DOMException && error.name === "NotAllowedError") await navigator.share(link).catch(() => {});
    }
  }

  /**
   * @param {{url: string, name: string, type: string}} file
   * @returns {Promise<{files: File[]} | null>} null where the phone shares no such file, or it does not come
   */
  async #asFile({ url, name, type }) {
    if (!navigator.canShare?.({ files: [new File([], name, { type })] })) return null;
    try {
      const answer = await fetch(url);
      if (!answer.ok) return null;
      return { files: [new File([await answer.blob()], name, { type })] };
    } catch {
      return null;
    }
  }
}
