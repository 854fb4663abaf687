/** Sends photos into a shared collection, one after another. Each keeps its key, so trying again makes no second one. */

import { Refused, Unreachable } from "../helpers/http.js";
import { newPhotoKey } from "../helpers/photo_key.js";
import { addPhoto, Unreadable } from "../helpers/send_photo.js";
import { word } from "../helpers/words.js";
import { element } from "./parts/element.js";

/**
 * @param {string} address of the link
 * @param {() => unknown} onAdded
 */
export function connectAdding(address, onAdded) {
  const form = document.querySelector("#add-form");
  if (!(form instanceof HTMLFormElement)) return;
  const files = element("#add-files", HTMLInputElement);
  const said = element("#add-said", HTMLElement);
  const button = element("#add-send", HTMLButtonElement);
  files.multiple = true;
  /** What is still to be sent. @type {{file: File, key: string}[]} */
  let left = [];
  files.addEventListener("change", () => (left = [...(files.files ?? [])].map((file) => ({ file, key: newPhotoKey() }))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  async function send() {
    const count = left.length;
    const fields = new FormData(form instanceof HTMLFormElement ? form : undefined);
    const author = String(fields.get("author") ?? "");
    const consent = String(fields.get("consent") ?? "");
    let waits = false;
    button.disabled = true;
    try {
      while (left[0]) {
        said.textContent = word("adding", { number: count - left.length + 1, count });
        const { file, key } = left[0];
        const added = await addPhoto(`${address}/photos`, { file, key, author, caption: "", consent });
        waits ||= added.waits;
        left.shift();
      }
      said.textContent = word(waits ? "added-waits" : "added");
      files.value = "";
    } catch (error) {
      if (error instanceof Refused) said.textContent = error.message;
      else if (error instanceof Unreachable) said.textContent = word("add-away");
      else if (error instanceof Unreadable) said.textContent = word("add-unreadable");
      else throw error;
    } finally {
      button.disabled = false;
      if (left.length < count) onAdded();
    }
  }
}
