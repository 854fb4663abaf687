/** One photo at a time, large: PhotoSwipe over the gallery's list, so that swiping goes on past what is loaded. */

import { describedBy, rendition } from "../../helpers/photo.js";
import { word } from "../../helpers/words.js";
import { AccessPhoto } from "./access_photo.js";
import { ClipPlayer } from "./clip_player.js";
import { CommentPhoto } from "./comment_photo.js";
import { EditButton } from "./edit_button.js";
import { HeartPhoto } from "./heart_photo.js";
import { ReportPhoto } from "./report_photo.js";
import { StackPhoto } from "./stack_photo.js";
import { TagPhoto } from "./tag_photo.js";
import { TakeAway } from "./take_away.js";
import { fillPanel } from "./words_panel.js";

/** @import { Photo } from "../../types.js" */
/** @import { Gallery, Happening } from "../../models/gallery.js" */
/** @import { Hearts } from "../../models/hearts.js" */
/** @import { Stacks } from "../../models/stacks.js" */
/** @import PhotoSwipe from "photoswipe" */
/** @import { PhotoGrid } from "./grid.js" */

/** This many photos before the last one, the next page is fetched. */
const ASK_WITHIN = 8;
/** Room for the words under the photo, in root ems as in lightbox.css; and above it where there is room, in px. */
const WORDS_REM = 5.5;
const AIR_PX = 24;
const ROOMY_PX = 700;

export class Lightbox {
  #gallery;
  #grid;
  #onClosed;
  #hearts;
  #stacks;
  /** @type {StackPhoto | null} */
  #stack = null;
  /** @type {HeartPhoto | null} */
  #heart = null;
  /** @type {CommentPhoto | null} */
  #comments = null;
  /** Ids as they were when it was opened, so that a swipe never skips; a gone one shows a line instead. */
  /** @type {string[]} */
  #ids = [];
  /** @type {PhotoSwipe | null} */
  #open = null;
  #isOpening = false;
  /** Which slides were made with a photo. @type {Map<number, boolean>} */
  #filled = new Map();
  /** @type {HTMLElement | null} */
  #words = null;
  /** @type {ClipPlayer | null} */
  #clip = null;
  /** What became of an edit, until another photo is shown. */
  #edited = { id: "", said: "" };
  /** The pictures that are shown, by photo, and of what they were made. @type {Map<string, {src: string, original: string}>} */
  #pictures = new Map();

  /**
   * @param {Pick<Gallery, "find" | "listen" | "hasOlder" | "loadOlder"> & {photos: readonly {id: string}[]}} gallery
   * @param {Pick<PhotoGrid, "image" | "reveal">} grid
   * @param {() => void} onClosed
   * @param {Hearts | null} [hearts] null where nobody gives any
   * @param {Stacks | null} [stacks] null where every photo stands for itself
   */
  constructor(gallery, grid, onClosed, hearts = null, stacks = null) {
    this.#gallery = gallery;
    this.#grid = grid;
    this.#onClosed = onClosed;
    this.#hearts = hearts;
    this.#stacks = stacks;
  }

  get isOpen() {
    return this.#isOpening || this.#open !== null;
  }

  /**
   * Show a photo. Throws when the viewer itself cannot be fetched.
   * @param {string} id
   */
  async open(id) {
    if (this.isOpen) return;
    this.#isOpening = true;
    try {
      const { default: Viewer } = await import("../../../vendor/photoswipe/photoswipe.esm.js");
      this.#ids = (this.#stacks?.spread ?? this.#gallery.photos).map((photo) => photo.id);
      const index = this.#ids.indexOf(id);
      if (index >= 0) this.#show(new Viewer(options(index)));
    } finally {
      this.#isOpening = false;
    }
  }

  /** @param {PhotoSwipe} viewer */
  #show(viewer) {
    this.#open = viewer;
    viewer.addFilter("numItems", () => this.#ids.length);
    viewer.addFilter("itemData", (_, index) => this.#slide(index));
    viewer.addFilter("thumbEl", (_element, _, index) => /** @type {HTMLElement} */ (this.#thumb(index)));
    viewer.addFilter("placeholderSrc", (src, slide) => slide.data.msrc ?? src);
    this.#clip = new ClipPlayer(
      viewer,
      (index) => this.#gallery.find(this.#ids[index] ?? ""),
      () => this.#tell(viewer),
    );
    this.#clip.connect();
    viewer.on("uiRegister", () => {
      this.#addWords(viewer);
      const find = () => this.#gallery.find(this.#ids[viewer.currIndex] ?? "");
      new TakeAway(viewer, find).connect();
      if (this.#hearts) this.#heart = new HeartPhoto(viewer, find, this.#hearts);
      this.#heart?.connect();
      if (this.#stacks) this.#stack = new StackPhoto(viewer, find, this.#stacks, (sentence) => this.#note(viewer, sentence));
      this.#stack?.connect();
      if (document.getElementById("comments")) this.#comments = new CommentPhoto(viewer, find);
      this.#comments?.connect();
      // A visitor by a share link is no guest and cannot report.
      if (document.getElementById("report")) new ReportPhoto(viewer, find).connect();
      if (document.getElementById("tags")) new TagPhoto(viewer, find).connect();
      if (document.getElementById("access")) new AccessPhoto(viewer, find).connect();
      if (document.getElementById("editor-page")) {
        new EditButton(viewer, find, (sentence) => this.#note(viewer, sentence)).connect();
      }
    });
    viewer.on("change", () => this.#turned(viewer));
    viewer.on("firstUpdate", () => {
      viewer.element?.setAttribute("aria-label", word("viewer"));
      viewer.element?.setAttribute("aria-modal", "true");
    });
    const stopListening = this.#gallery.listen((happening) => this.#follow(viewer, happening));
    // The phone's back button closes the photo, not the page.
    history.pushState({ photo: true }, "");
    const back = () => closeSoon(viewer);
    // PhotoSwipe hears no key before it has opened.
    const escape = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && back();
    window.addEventListener("popstate", back);
    window.addEventListener("keydown", escape);
    viewer.on("destroy", () => {
      stopListening();
      window.removeEventListener("popstate", back);
      window.removeEventListener("keydown", escape);
      if (history.state?.photo) history.back();
      this.#open = null;
      this.#words = this.#clip = this.#heart = this.#comments = this.#stack = null;
      this.#onClosed();
      this.#grid.reveal(this.#named(this.#ids[viewer.currIndex] ?? ""));
    });
    viewer.init();
  }

  /**
   * The picture that a photo grows from; PhotoSwipe takes null as "none", though its types do not say so.
   * @param {number} index
   */
  #thumb(index) {
    return this.#grid.image(this.#named(this.#ids[index] ?? ""));
  }

  /** Return what the list has for a photo. @param {string} id */
  #named(id) {
    return this.#stacks?.nameOf(id) ?? id;
  }

  /** @param {number} index */
  #slide(index) {
    const photo = this.#gallery.find(this.#ids[index] ?? "");
    this.#filled.set(index, photo !== null);
    if (!photo) return { html: "" };
    const wall = rendition(photo, "wall");
    this.#pictures.set(photo.id, { src: wall?.url ?? "", original: photo.original });
    const thumb = rendition(photo, "thumb");
    return {
      src: wall?.url ?? "",
      width: wall?.width ?? photo.width,
      height: wall?.height ?? photo.height,
      alt: word(describedBy(photo), { name: photo.author, caption: photo.caption }),
      thumbCropped: true,
      ...(thumb ? { msrc: thumb.url } : {}),
    };
  }

  /** @param {PhotoSwipe} viewer */
  #addWords(viewer) {
    viewer.ui?.registerElement({
      name: "words",
      order: 9,
      appendTo: "root",
      onInit: (element) => {
        element.setAttribute("aria-live", "polite");
        this.#words = element;
      },
    });
  }

  /** Show what has come since, of the photo and those beside it. @param {PhotoSwipe} viewer */
  #refresh(viewer) {
    const near = new Set([viewer.currIndex - 1, viewer.currIndex, viewer.currIndex + 1]);
    for (const index of near) {
      const photo = this.#ids[index] === undefined ? null : this.#gallery.find(this.#ids[index]);
      const isShown = Boolean(this.#filled.get(index));
      if (index >= 0 && Boolean(photo) !== isShown) viewer.refreshSlideContent(index);
    }
    this.#tell(viewer);
  }

  /** @param {PhotoSwipe} viewer */
  #turned(viewer) {
    // A picture that was only swapped is no other photo.
    if (this.#edited.id !== this.#ids[viewer.currIndex]) this.#edited = { id: "", said: "" };
    this.#tell(viewer);
    if (!this.#gallery.hasOlder || viewer.currIndex < this.#ids.length - ASK_WITHIN) return;
    // Without a network there are no more photos. The next turn asks again.
    this.#gallery.loadOlder().catch(() => {});
  }

  /** @param {PhotoSwipe} viewer */
  #tell(viewer) {
    if (!this.#words) return;
    const note = this.#clip?.note ?? "";
    fillPanel(this.#words, this.#gallery.find(this.#ids[viewer.currIndex] ?? ""), this.#edited.said || (note && word(note)));
  }

  /**
   * @param {PhotoSwipe} viewer
   * @param {string} sentence
   */
  #note(viewer, sentence) {
    this.#edited = { id: this.#ids[viewer.currIndex] ?? "", said: sentence };
    this.#tell(viewer);
  }

  /**
   * Show the new picture of a photo that was edited, once it is there: the old one stays until then.
   * @param {PhotoSwipe} viewer
   * @param {Photo} photo
   * @param {string} at its name in the list
   */
  async #swap(viewer, photo, at) {
    const shown = this.#pictures.get(photo.id);
    const src = rendition(photo, "wall")?.url ?? "";
    // A better picture of the same, as of an original after its copy, comes when it is opened next.
    if (!shown || shown.src === src || shown.original !== photo.original) return;
    const image = new Image();
    image.src = src;
    await image.decode().catch(() => {});
    const now = this.#gallery.find(at);
    if (this.#open !== viewer || !now || rendition(now, "wall")?.url !== src) return;
    viewer.refreshSlideContent(this.#ids.indexOf(at));
  }

  /**
   * @param {PhotoSwipe} viewer
   * @param {Happening} happening
   */
  #follow(viewer, happening) {
    if (happening.kind === "edited") {
      this.#clip?.update();
      this.#heart?.update();
      this.#comments?.update();
      this.#stack?.update();
      this.#tell(viewer);
      void this.#swap(viewer, happening.photo, happening.at ?? happening.photo.id);
    }
    if (happening.kind === "gone") viewer.refreshSlideContent(this.#ids.indexOf(happening.id));
    if (happening.kind === "older") {
      const first = this.#ids.length;
      this.#ids.push(...happening.photos.map((photo) => photo.id));
      viewer.refreshSlideContent(first);
    }
    if (happening.kind === "refreshed") this.#refresh(viewer);
    if (happening.kind === "replaced") viewer.close();
  }
}

/**
 * @param {number} index
 * @returns {import("photoswipe").PhotoSwipeOptions}
 */
function options(index) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    index,
    loop: false,
    counter: false,
    bgOpacity: 1,
    wheelToZoom: true,
    // The page gives the focus back itself, to the photo that was looked at last.
    returnFocus: false,
    closeTitle: word("close"),
    zoomTitle: word("zoom"),
    arrowPrevTitle: word("previous"),
    arrowNextTitle: word("next"),
    errorMsg: word("not-loaded"),
    paddingFn: ({ x }) => ({ top: x < ROOMY_PX ? 0 : AIR_PX, right: 0, bottom: WORDS_REM * rootPx(), left: 0 }),
    showHideAnimationType: isStill ? "none" : "zoom",
    ...(isStill ? { zoomAnimationDuration: false } : {}),
  };
}

function rootPx() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/**
 * Close the viewer, or as soon as it has opened: while it opens PhotoSwipe takes no close.
 * @param {PhotoSwipe} viewer
 */
function closeSoon(viewer) {
  if (viewer.opener.isOpen) viewer.close();
  else viewer.on("openingAnimationEnd", () => viewer.close());
}
