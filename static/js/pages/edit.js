/** My photos: change their words, or take one back; what the host takes down leaves by itself. */

import { word } from "../helpers/words.js";
import { Feed } from "../models/feed.js";
import { Card } from "./edit/card.js";
import { DeleteDialog } from "./edit/delete_dialog.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { keepForOffline } from "./parts/installed.js";
import { OnTheirWay } from "./parts/on_their_way.js";
import { showParty } from "./parts/party_state.js";

const announcement = element("[data-announcement]", HTMLElement);
const dialog = new DeleteDialog(element("[data-ask]", HTMLDialogElement), (card) => leave(card, "deleted"));

/** @type {Map<string, Card>} */
const cards = new Map();
for (const node of document.querySelectorAll("[data-card]")) {
  if (!(node instanceof HTMLElement)) continue;
  const card = new Card(
    node,
    (wanted) => dialog.open(wanted),
    (gone) => leave(gone, "left"),
  );
  cards.set(card.id, card);
}

/**
 * @param {Card} card
 * @param {"deleted" | "left"} why
 */
function leave(card, why) {
  // The deletion's answer and the feed both tell of it.
  if (cards.get(card.id) !== card) return;
  const order = [...cards.values()];
  const next = order[order.indexOf(card) + 1] ?? order[order.indexOf(card) - 1];
  cards.delete(card.id);
  card.remove();
  announcement.textContent = word(why);
  element("[data-empty]", HTMLElement).hidden = cards.size > 0;
  element("[data-own-intro]", HTMLElement).hidden = cards.size === 0;
  if (why === "deleted") (next ?? element("#main", HTMLElement)).focus();
}

const onTheirWay = new OnTheirWay();
const feed = new Feed({
  cursor: Number(element("[data-edit]", HTMLElement).dataset["cursor"]),
  pausesWhenHidden: true,
  onPhoto: (photo) => {
    cards.get(photo.id)?.update(photo);
    onTheirWay.follow(photo);
  },
  onGone: (gone) => {
    const { id } = gone;
    onTheirWay.drop(gone);
    const card = cards.get(id);
    if (!card) return;
    // The feed is often faster than the answer to one's own deletion.
    const isAsked = dialog.isAbout(card);
    if (isAsked) dialog.close();
    leave(card, isAsked ? "deleted" : "left");
  },
  onParty: (party) => {
    showParty(party);
    onTheirWay.setOpen(party.uploads_open);
  },
  onReset: () => {
    // Nobody's half-written caption is worth a fresh list.
    if (![...cards.values()].some((card) => card.isChanged)) location.reload();
  },
});

// A page that is kept for the back button must not hold its stream.
window.addEventListener("pagehide", () => feed.disconnect());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) feed.connect();
});

measureBar();
feed.connect();
onTheirWay.connect();
void keepForOffline();
