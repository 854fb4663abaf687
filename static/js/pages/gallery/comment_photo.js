/** What people write under a photo that is shown large: a button with their number, and the list behind it. */

import { ask } from "../../helpers/http.js";
import { word } from "../../helpers/words.js";
import { Comments } from "../../models/comments.js";
import { element } from "../parts/element.js";
import { reason } from "../parts/reason.js";
import { addBarButton, showCount } from "./bar_button.js";
import { commentRow } from "./comment_row.js";
import { ViewerDialog } from "./viewer_dialog.js";

/** @import { Comment, Photo } from "../../types.js" */
/** @import { Way } from "./comment_row.js" */
/** @import PhotoSwipe from "photoswipe" */

export class CommentPhoto {
  #viewer;
  #find;
  #comments = new Comments(ask);
  #dialog;
  #list = element("#comments-list", HTMLElement);
  #none = element("#comments-none", HTMLElement);
  #form = element("#comments-form", HTMLFormElement);
  #field = element("#comments-field", HTMLTextAreaElement);
  #nameField = element("#comments-name-field", HTMLElement);
  #name = element("#comments-name", HTMLInputElement);
  #said = element("#comments-said", HTMLElement);
  #send = element("#comments-send", HTMLButtonElement);
  #cancel = element("#comments-cancel", HTMLButtonElement);
  /** @type {HTMLElement | null} */
  #button = null;
  /** @type {Photo | null} */
  #photo = null;
  /** The own comment that is being changed. */
  #changing = "";

  /**
   * @param {PhotoSwipe} viewer
   * @param {() => Photo | null} find the photo that is shown now
   */
  constructor(viewer, find) {
    this.#viewer = viewer;
    this.#find = find;
    this.#dialog = new ViewerDialog(viewer, element("#comments", HTMLDialogElement));
  }

  connect() {
    addBarButton(this.#viewer, {
      name: "comments",
      order: 6,
      icon: "comment",
      hasCount: true,
      onInit: (button) => {
        this.#button = button;
        this.update();
      },
      onClick: () => this.#open(),
    });
    this.#viewer.on("change", () => this.update());
    const signal = this.#dialog.connect();
    this.#cancel.addEventListener("click", () => this.#change(null), { signal });
    this.#form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        void this.#write();
      },
      { signal },
    );
  }

  /** Show how it is now; whoever reads the comments reads the new ones. */
  update() {
    const photo = this.#find();
    if (!this.#button) return;
    this.#button.hidden = photo?.state !== "shown" || document.body.dataset["comments"] !== "true";
    if (!photo) return;
    showCount(this.#button, word("comments", { count: photo.comments }), photo.comments);
    if (this.#dialog.isOpen && this.#photo?.id === photo.id && this.#photo.change !== photo.change) {
      this.#photo = photo;
      void this.#tried(async () => void (await this.#comments.load(photo.id)));
    }
  }

  #open() {
    const photo = this.#find();
    if (!photo) return;
    this.#photo = photo;
    this.#list.replaceChildren();
    this.#none.hidden = true;
    this.#change(null);
    this.#dialog.open();
    void this.#tried(async () => void (await this.#comments.load(photo.id)));
    void this.#tried(async () => this.#askName((await ask("/api/uid")).name ?? ""));
  }

  /** @param {string} known */
  #askName(known) {
    const asks = document.body.dataset["names"] ?? "optional";
    this.#nameField.hidden = asks === "no" || known !== "";
    this.#name.required = asks === "always" && !this.#nameField.hidden;
  }

  /** @param {Comment | null} comment an own one, or null for a new one */
  #change(comment) {
    this.#changing = comment?.id ?? "";
    this.#field.value = comment?.text ?? "";
    this.#said.textContent = "";
    this.#cancel.hidden = comment === null;
    this.#send.textContent = word(comment ? "comment-keep" : "comment-write");
    if (comment) this.#field.focus();
  }

  async #write() {
    const text = this.#field.value.trim();
    if (!text || this.#send.disabled) return;
    this.#send.disabled = true;
    const isDone = await this.#tried(() =>
      this.#changing ? this.#comments.change(this.#changing, text) : this.#comments.write(text, this.#nameField.hidden ? "" : this.#name.value.trim()),
    );
    this.#send.disabled = false;
    if (!isDone) return;
    if (this.#name.value.trim()) this.#nameField.hidden = true;
    this.#change(null);
    this.#field.focus();
    this.#list.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {Way} way
   * @param {Comment} comment
   */
  #do(way, comment) {
    if (way === "change") return this.#change(comment);
    void this.#tried(() => this.#comments.do(way, comment.id)).then((isDone) => {
      if (isDone && way === "report") this.#said.textContent = word("reported");
    });
  }

  /**
   * Do it and show the list as it is then; say why it could not be done. Returns whether it was.
   * @param {() => Promise<void>} work
   */
  async #tried(work) {
    try {
      await work();
      this.#said.textContent = "";
      return true;
    } catch (error) {
      this.#said.textContent = reason(error, "report-away");
      return false;
    } finally {
      this.#show();
    }
  }

  #show() {
    const { all, mayDecide } = this.#comments;
    this.#none.hidden = all.length > 0;
    this.#list.replaceChildren(...all.map((one) => commentRow(one, mayDecide, (way) => this.#do(way, one))));
  }
}
