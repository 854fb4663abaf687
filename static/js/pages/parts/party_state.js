/** What a page shows of the party itself: its title, its look, and whether photos can be sent now. */

import { ours } from "../../helpers/base.js";

/** @import { PartyState } from "../../types.js" */

/**
 * Show the party as it is now.
 * @param {Pick<PartyState, "title" | "uploads_open" | "message"> & Partial<PartyState>} party
 */
export function showParty(party) {
  for (const element of document.querySelectorAll("[data-party-title]")) {
    if (element.textContent !== party.title) {
      document.title = document.title.replace(element.textContent ?? "", party.title);
      element.textContent = party.title;
    }
  }
  if (party.logo !== undefined) showLogo(party.logo);
  if (party.accent) document.documentElement.dataset["accent"] = party.accent;
  if (party.ground && party.ground !== document.documentElement.dataset["ground"]) {
    document.documentElement.dataset["ground"] = party.ground;
    colourBars();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colourBars);
  }
  if (party.state) document.body.dataset["partyState"] = party.state;
  if (party.names_asked) document.body.dataset["names"] = party.names_asked;
  if (party.downloads_for) document.body.dataset["downloads"] = party.downloads_for;
  if (party.hearts_allowed !== undefined) document.body.dataset["hearts"] = String(party.hearts_allowed);
  if (party.comments_allowed !== undefined) document.body.dataset["comments"] = String(party.comments_allowed);
  const privacy = document.querySelector("[data-privacy]");
  if (privacy instanceof HTMLElement && party.privacy_note !== undefined) {
    privacy.hidden = !party.privacy_note && !party.deletes_at;
  }
  document.body.dataset["uploads"] = party.uploads_open ? "open" : "closed";
  const notice = document.querySelector("[data-closed]");
  if (!(notice instanceof HTMLElement)) return;
  notice.hidden = party.uploads_open;
  const message = notice.querySelector("[data-closed-message]");
  if (message instanceof HTMLElement) {
    message.textContent = party.message;
    message.hidden = party.message === "";
  }
}

/** @param {string} id of the picture; empty where there is none */
function showLogo(id) {
  for (const image of document.querySelectorAll("img[data-logo]")) {
    if (!(image instanceof HTMLImageElement) || image.dataset["shown"] === id) continue;
    image.dataset["shown"] = id;
    image.hidden = id === "";
    if (id) image.src = ours(`/logo?v=${id}`);
    else image.removeAttribute("src");
  }
}

/** Give the browser's own bars the ground's colour. The wall's are black, whatever the scheme, and stay so. */
function colourBars() {
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  for (const meta of document.querySelectorAll('meta[name="theme-color"][media]')) {
    if (meta instanceof HTMLMetaElement && matchMedia(meta.media).matches) meta.content = paper;
  }
}
