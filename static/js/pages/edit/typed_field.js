/** A field of one of my photos, as the caption saver sees it: what is typed, and what the server has. */

export class TypedField {
  #field;
  isCaptionRefused = false;
  /** The text exists only on this page: leaving before it is saved loses it. */
  isStored = false;

  /**
   * @param {string} photoId
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   */
  constructor(photoId, field) {
    this.photo = { id: photoId };
    this.#field = field;
    this.savedCaption = field.value;
  }

  get caption() {
    return this.#field.value;
  }

  /**
   * Take over what was changed elsewhere, unless somebody is writing here.
   * @param {string} text
   */
  update(text) {
    if (this.#field === document.activeElement || this.caption !== this.savedCaption) return;
    this.#field.value = this.savedCaption = text;
  }
}
