/** The viewer's button that puts a picture right: on one's own photos, and on all for a host. */

import { clipOf } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { asksAsHost } from "./as_host.js";
import { addBarButton } from "./bar_button.js";

/** @import { Photo } from "../../types.js" */
/** @import PhotoSwipe from "photoswipe" */

export class EditButton {
  #viewer;
  #find;
  #say;

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   * @param {(sentence: string) => void} say
   */
  constructor(viewer, find, say) {
    this.#viewer = viewer;
    this.#find = find;
    this.#say = say;
  }

  connect() {
    /** @type {HTMLElement | null} */
    let made = null;
    addBarButton(this.#viewer, {
      name: "edit",
      order: 8,
      icon: "edit",
      title: word("edit-picture"),
      onInit: (button) => {
        made = button;
        button.hidden = true;
      },
      onClick: () => void this.#open(),
    });
    const show = async () => {
      const photo = this.#find();
      const isThere = photo !== null && (photo.media !== "video" || clipOf(photo) !== null);
      const may = isThere && (photo.mine || (await asksAsHost()));
      if (made && photo === this.#find()) made.hidden = !may;
    };
    this.#viewer.on("change", () => void show());
  }

  async #open() {
    const photo = this.#find();
    if (!photo) return;
    const options = { ...(this.#viewer.element ? { within: this.#viewer.element } : {}), say: this.#say };
    if (photo.media === "video") {
      const { editVideo } = await import("../editor/video_editor.js");
      await editVideo(photo, options);
      return;
    }
    const { editPhoto } = await import("../editor/edit_photo.js");
    await editPhoto(photo.id, options);
  }
}
