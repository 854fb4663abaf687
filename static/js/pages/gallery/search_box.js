/** Search on the gallery's page: a field, what it suggests, and the photos that fit in the list's place. */

import { ask, Refused, Unreachable } from "../../helpers/http.js";
import { beginning, withSuggestion, without } from "../../helpers/query_text.js";
import { word } from "../../helpers/words.js";
import { Gallery } from "../../models/gallery.js";
import { Stacks } from "../../models/stacks.js";
import { element } from "../parts/element.js";
import { takePart } from "../parts/take_part.js";
import { asksAsHost } from "./as_host.js";
import { PhotoGrid } from "./grid.js";
import { Lightbox } from "./lightbox.js";
import { SuggestionList } from "./suggestions.js";

/** @import { Hearts } from "../../models/hearts.js" */
/** @import { Gone, Photo, SearchResult } from "../../types.js" */

const PAGE = 48;
/** So long after the last key something is asked; a fast typist types a letter in about 120 ms. */
const TYPING_MS = 180;

export class SearchBox {
  #main = element("[data-gallery]", HTMLElement);
  #form = element("[data-search]", HTMLFormElement);
  #field = element("[data-search-field]", HTMLInputElement);
  #said = element("[data-search-said]", HTMLElement);
  #chips = element("[data-search-chips]", HTMLElement);
  #list = element("[data-found]", HTMLElement);
  #zip = element("[data-search-take]", HTMLButtonElement);
  #order = element("[data-search-order]", HTMLSelectElement);
  #suggestions = new SuggestionList(
    this.#field,
    element("[data-suggestions]", HTMLElement),
    (one) => this.#take(withSuggestion(this.#field.value, one.query)),
  );
  /** @type {Gallery | null} */
  #found = null;
  /** Where the next pages begin, by the number that stands for it in the list. @type {Map<number, string>} */
  #places = new Map();
  #query = "";
  #hearts;
  #asking = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #scrolledTo = 0;

  /** @param {Hearts} hearts */
  constructor(hearts) {
    this.#hearts = hearts;
  }

  connect() {
    this.#suggestions.connect();
    this.#field.addEventListener("input", () => this.#soon());
    this.#field.addEventListener("focus", () => void this.#suggest());
    this.#field.addEventListener("blur", () => this.#suggestions.close());
    this.#field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (this.#suggestions.press(event.key)) event.preventDefault();
      else if (event.key === "Escape" && this.#field.value) {
        event.preventDefault();
        this.#take("");
      }
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#suggestions.close();
      this.#now();
    });
    this.#zip.addEventListener("click", () => void this.#takeHome());
    this.#order.addEventListener("change", () => {
      if (this.#query) void this.#search();
    });
    this.#chips.addEventListener("click", (event) => {
      const chip = event.target instanceof Element ? event.target.closest("[data-part]") : null;
      if (!(chip instanceof HTMLElement)) return;
      this.#take(without(this.#field.value, chip.dataset["part"] ?? ""));
      this.#field.focus();
    });
    this.#list.addEventListener("click", (event) => this.#open(event));
    // A search may be sent to somebody as an address.
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) {
      this.#field.value = asked;
      this.#now();
    }
  }

  /** Without any photo there is nothing to find. @param {boolean} isOffered */
  set isOffered(isOffered) {
    this.#form.hidden = !isOffered && !this.#query;
  }

  /**
   * Follow what the feed says of photos that are among those found.
   * @param {Photo | Gone} change
   */
  follow(change) {
    if (!this.#found?.find(change.id)) return;
    if ("gone" in change) this.#found.drop(change);
    else this.#found.take(change);
  }

  /**
   * @param {string} id
   * @param {number} count
   */
  setHearts(id, count) {
    this.#found?.setHearts(id, count);
  }

  /** @param {string} text */
  #take(text) {
    this.#field.value = text;
    this.#suggestions.close();
    this.#now();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#now();
      void this.#suggest();
    }, TYPING_MS);
  }

  #now() {
    clearTimeout(this.#timer);
    const query = this.#field.value.trim();
    if (query === this.#query) return;
    this.#query = query;
    this.#asking.abort();
    this.#asking = new AbortController();
    history.replaceState(history.state, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    if (query) void this.#search();
    else this.#end();
  }

  async #suggest() {
    const { signal } = this.#asking;
    const typed = this.#field.value;
    try {
      const answer = await ask(`/api/search/suggestions?q=${encodeURIComponent(beginning(typed))}`, { signal });
      if (this.#field.value === typed && document.activeElement === this.#field) {
        this.#suggestions.show(answer.suggestions);
      }
    } catch (error) {
      // Without suggestions the field finds as much.
      if (!isExpected(error)) throw error;
    }
  }

  async #search() {
    const { signal } = this.#asking;
    try {
      const first = await this.#page(null, signal);
      if (!signal.aborted) this.#show(first);
    } catch (error) {
      if (signal.aborted) return;
      if (!isExpected(error)) throw error;
      this.#said.textContent = error instanceof Refused ? error.message : word("search-away");
      this.#query = "";
    }
  }

  /**
   * @param {number | null} before
   * @param {AbortSignal} signal
   * @returns {Promise<SearchResult>}
   */
  #page(before, signal) {
    const place = before === null ? "" : (this.#places.get(before) ?? "");
    return ask(`/api/search?q=${encodeURIComponent(this.#query)}&sort=${this.#order.value}&limit=${PAGE}&before=${place}`, {
      signal,
    });
  }

  /** @param {SearchResult} result */
  #show(result) {
    if (!this.#main.classList.contains("searching")) this.#scrolledTo = window.scrollY;
    this.#main.classList.add("searching");
    this.#list.hidden = result.photos.length === 0;
    this.#order.hidden = result.photos.length === 0;
    void this.#offerHosts(result.photos.length > 0);
    this.#say(result);
    this.#chips.replaceChildren(...result.clauses.map((clause) => chip(clause.typed)));
    this.#begin(result);
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  /** @param {boolean} hasPhotos */
  async #offerHosts(hasPhotos) {
    const query = this.#query;
    const may = hasPhotos && (await asksAsHost());
    if (query === this.#query) this.#zip.hidden = !may;
  }

  async #takeHome() {
    try {
      // What a host has found may be hidden or waiting.
      await takePart({ query: this.#query, taken: "kept" });
    } catch (error) {
      if (!isExpected(error)) throw error;
      this.#said.textContent = error instanceof Refused ? error.message : word("search-away");
    }
  }

  /** @param {SearchResult} result */
  #say({ photos, count, is_more: isMore, meant }) {
    const number = isMore ? `${count}+` : String(count);
    const [other] = meant;
    if (other) {
      this.#said.textContent = word("search-meant", { typed: other.typed, words: other.words.join(", ") });
    } else if (photos.length === 0) this.#said.textContent = word("search-nothing");
    else this.#said.textContent = count === 1 ? word("search-one") : word("search-found", { count: number });
  }

  /**
   * Make a list of what was found, or fill the one that is there.
   * @param {SearchResult} result
   */
  #begin(result) {
    /** @type {SearchResult | null} */
    let first = result;
    const fetchPage = async (/** @type {number | null} */ before) => {
      const page = before === null && first ? first : await this.#page(before, this.#asking.signal);
      first = null;
      return this.#asPage(page);
    };
    this.#grid?.disconnect();
    this.#list.replaceChildren();
    const found = new Gallery(this.#asPage(result), fetchPage);
    this.#found = found;
    const stacks = new Stacks(found);
    this.#stacks = stacks;
    this.#grid = new PhotoGrid(this.#list, element("#photo", HTMLTemplateElement), stacks, () => {
      if (found.hasOlder) found.loadOlder().catch(() => {});
    });
    this.#lightbox = new Lightbox(found, this.#grid, () => {}, this.#hearts, stacks);
    this.#grid.connect();
  }

  /** @type {Stacks | null} */
  #stacks = null;
  /** @type {PhotoGrid | null} */
  #grid = null;
  /** @type {Lightbox | null} */
  #lightbox = null;

  /** @param {SearchResult} result */
  #asPage({ photos, before }) {
    if (before === null) return { photos, before: null };
    const number = this.#places.size + 1;
    this.#places.set(number, before);
    return { photos, before: number };
  }

  /** @param {MouseEvent} event */
  #open(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const id = link?.closest("li")?.dataset["id"];
    if (!link || !id || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.#lightbox?.open(this.#stacks?.topOf(id) ?? id).catch(() => location.assign(link.href));
  }

  #end() {
    this.#grid?.disconnect();
    this.#grid = this.#lightbox = this.#stacks = this.#found = null;
    this.#places.clear();
    this.#list.replaceChildren();
    this.#list.hidden = this.#order.hidden = this.#zip.hidden = true;
    this.#chips.replaceChildren();
    this.#said.textContent = "";
    if (!this.#main.classList.contains("searching")) return;
    this.#main.classList.remove("searching");
    window.scrollTo({ top: this.#scrolledTo, behavior: "instant" });
  }
}

/** @param {unknown} error */
function isExpected(error) {
  const isAborted = error instanceof DOMException && error.name === "AbortError";
  return isAborted || error instanceof Refused || error instanceof Unreachable;
}

/** @param {string} part */
function chip(part) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.dataset["part"] = part;
  const text = document.createElement("bdi");
  text.textContent = part;
  const cross = document.createElement("span");
  cross.setAttribute("aria-hidden", "true");
  cross.textContent = "×";
  button.append(text, cross);
  button.setAttribute("aria-label", word("search-without", { part }));
  return button;
}
