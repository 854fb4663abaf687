/** Where photos were taken, for hosts: a list that comes when it is opened, each place a way to its photos. */

import { ask } from "../../helpers/http.js";
import { counted } from "../../helpers/counted.js";
import { element } from "../parts/element.js";

/** @import { PlaceFound, Places } from "../../types.js" */

export class PlacesList {
  #details = element("#places", HTMLDetailsElement);
  #list = element("#places-list", HTMLElement);
  #none = element("#places-none", HTMLElement);
  #away = element("#places-away", HTMLElement);

  connect() {
    this.#details.addEventListener("toggle", () => {
      if (this.#details.open) void this.#show();
    });
  }

  async #show() {
    /** @type {Places} */
    let told;
    try {
      told = await ask("/api/admin/places");
    } catch {
      this.#away.hidden = false;
      return;
    }
    this.#away.hidden = true;
    this.#none.hidden = told.places.length > 0;
    this.#list.replaceChildren(...told.places.map((one) => this.#entry(one)));
  }

  /** @param {PlaceFound} found */
  #entry({ place, photos, query }) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "places__way";
    link.href = `${this.#details.dataset["gallery"]}?${new URLSearchParams({ q: query })}`;
    const name = document.createElement("bdi");
    name.textContent = place;
    const count = document.createElement("span");
    count.className = "soft";
    count.textContent = counted("photos", photos);
    link.append(name, " ", count);
    item.append(link);
    return item;
  }
}
