/** My photos: a grid. A tap opens a photo with its words. Several can be chosen. Photos taken down leave at once. */

import { ask } from "../helpers/http.js";
import { word } from "../helpers/words.js";
import { Feed } from "../models/feed.js";
import { Receipts } from "../models/receipts.js";
import { Calls } from "./edit/calls.js";
import { Card } from "./edit/card.js";
import { DeleteDialog } from "./edit/delete_dialog.js";
import { Several } from "./edit/several.js";
import { Sheet } from "./edit/sheet.js";
import { WordsDialog } from "./edit/words_dialog.js";
import { measureBar } from "./parts/bar.js";
import { element } from "./parts/element.js";
import { keepForOffline } from "./parts/installed.js";
import { OnTheirWay } from "./parts/on_their_way.js";
import { showParty } from "./parts/party_state.js";
import { receiptWords } from "./parts/receipt_words.js";

const page = element("[data-edit]", HTMLElement);
const announcement = element("[data-announcement]", HTMLElement);
const sheet = new Sheet(element("[data-sheet]", HTMLDialogElement));
const dialog = new DeleteDialog(element("[data-ask]", HTMLDialogElement), (card) => leave(card, "deleted"));
const words = new WordsDialog(element("[data-ask-words]", HTMLDialogElement), (said) => {
  announcement.textContent = said;
  several.end();
});

/** @type {Map<string, Card>} */
const cards = new Map();
const several = new Several(cards, {
  onWords: (chosen) => words.open(chosen),
  onDelete: (chosen) => dialog.open(chosen),
});
for (const node of document.querySelectorAll("[data-card]")) {
  if (!(node instanceof HTMLElement)) continue;
  const card = new Card(node, {
    onOpen: () => sheet.open(card),
    onDelete: () => dialog.open([card]),
    onDone: () => sheet.close(),
    onCheck: () => several.show(),
  });
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
  sheet.leave(card);
  card.remove();
  several.show();
  announcement.textContent = word(why);
  element("[data-empty]", HTMLElement).hidden = cards.size > 0;
  for (const part of ["[data-own-intro]", "[data-picking-ways]"]) element(part, HTMLElement).hidden = cards.size === 0;
  if (cards.size === 0) several.end();
  if (why === "deleted") (next ?? element("#main", HTMLElement)).focus();
}

const onTheirWay = new OnTheirWay();
const receipts = new Receipts({
  ask: () => ask("/api/turns"),
  // Here it is no news when a photo will come on: the sending page says that.
  wanted: () => [],
  onChange: () => {
    for (const [id, card] of cards) {
      const receipt = receipts.of(id);
      if (receipt) card.showReceipt(receipt);
    }
  },
});
const feed = new Feed({
  cursor: Number(page.dataset["cursor"]),
  pausesWhenHidden: true,
  onPhoto: (photo) => {
    cards.get(photo.id)?.update(photo);
    onTheirWay.follow(photo);
  },
  onWaiting: (photo) => {
    cards.get(photo.id)?.update(photo);
    onTheirWay.follow(photo);
  },
  onScreen: (showing) => {
    receipts.hear(showing);
    const receipt = receipts.of(showing.id);
    if (receipt && cards.has(showing.id)) announcement.textContent = receiptWords(receipt);
  },
  onGone: (gone) => {
    const { id } = gone;
    onTheirWay.drop(gone);
    const card = cards.get(id);
    // The feed is often faster than the answer to one's own deletion.
    if (card) leave(card, dialog.leave(card) ? "deleted" : "left");
  },
  onParty: (party) => {
    showParty(party);
    onTheirWay.setOpen(party.uploads_open);
  },
  onReset: () => {
    // Do not lose a half-written caption for a fresh list.
    if (!wouldLose()) location.reload();
  },
});

function wouldLose() {
  return [...cards.values()].some((card) => card.wouldLose);
}

function settleAll() {
  for (const card of cards.values()) card.settle();
}

// A page in the back-forward cache must not keep its stream open.
window.addEventListener("pagehide", () => feed.disconnect());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) feed.connect();
});
window.addEventListener("beforeunload", (event) => {
  settleAll();
  if (wouldLose()) event.preventDefault();
});

page.classList.add("is-lively");
measureBar();
feed.connect();
onTheirWay.connect();
new Calls().connect();
void keepForOffline();
