/** Take the selected photos to the host's page, "Shared links", where a link to them is made. */

import { element } from "../parts/element.js";

export const CHOSEN = "photos-chosen";

/** @param {string[]} ids */
export function shareThese(ids) {
  const fold = element("#links-fold", HTMLDetailsElement);
  fold.open = true;
  fold.dispatchEvent(new CustomEvent(CHOSEN, { detail: ids }));
  fold.scrollIntoView({ block: "start" });
  element("#share-title", HTMLInputElement).focus({ preventScroll: true });
}
