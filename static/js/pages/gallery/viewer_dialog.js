/** A dialog about the photo that is shown large. It lies in the page and is in the viewer from its first opening on. */

/** @import PhotoSwipe from "photoswipe" */

export class ViewerDialog {
  #viewer;
  #dialog;

  /**
   * @param {PhotoSwipe} viewer
   * @param {HTMLDialogElement} dialog
   */
  constructor(viewer, dialog) {
    this.#viewer = viewer;
    this.#dialog = dialog;
  }

  /** Return the signal that ends with the viewer, for what listens in the dialog. */
  connect() {
    const listening = new AbortController();
    const { signal } = listening;
    this.#viewer.on("destroy", () => {
      listening.abort();
      this.#dialog.close();
      document.body.append(this.#dialog);
    });
    // While it is open, it gets the keys, and not the viewer behind it.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
    return signal;
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    // Inside the viewer, because the viewer takes the focus back from anything outside.
    this.#viewer.element?.append(this.#dialog);
    this.#dialog.showModal();
  }
}
