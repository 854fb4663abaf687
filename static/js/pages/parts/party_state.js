/** What a page shows of the party itself: its title, and whether photos can be sent now. */

/** @import { PartyState } from "../../types.js" */

/**
 * Show the party as it is now.
 * @param {Omit<PartyState, "videos">} party
 */
export function showParty(party) {
  for (const element of document.querySelectorAll("[data-party-title]")) {
    if (element.textContent !== party.title) {
      document.title = document.title.replace(element.textContent ?? "", party.title);
      element.textContent = party.title;
    }
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
