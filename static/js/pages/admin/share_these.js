/** Take the selected photos to the host's page, "Shared links", where a link to them is made. */

import { element } from "../parts/element.js";

export const CHOSEN = "photos-chosen";

/** @param {string[]} ids */
export function shareThese(ids) {
  const links = element("#links-fold", HTMLDetailsElement);
  links.dispatchEvent(new CustomEvent(CHOSEN, { detail: ids }));
  // admin_sections.js shows the section that the address names.
  window.addEventListener("hashchange", () => element("#share-title", HTMLInputElement).focus({ preventScroll: true }), { once: true });
  location.hash = links.id;
}
