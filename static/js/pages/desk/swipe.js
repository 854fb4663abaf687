/** A card that is pushed to one side or the other: the way to say yes or no with one thumb. */

/** So far, as a part of the card's width, a push is meant. */
const MEANT = 0.28;
/** A push that is faster than this (px a ms) is meant, however short. */
const FLUNG = 0.7;
const LEAST_PX = 12;

/**
 * Let `card` be pushed; `onPush` hears "start" or "end", as the reader's writing direction has it.
 * @param {HTMLElement} card
 * @param {(to: "start" | "end") => void} onPush
 */
export function swipe(card, onPush) {
  /** @type {{id: number, x: number, y: number, at: number} | null} */
  let begun = null;
  let isPushing = false;

  /** @param {number} px */
  const move = (px) => {
    card.style.setProperty("--pushed", `${px}px`);
    card.dataset["pushed"] = Math.abs(px) < LEAST_PX ? "" : sideOf(px);
  };
  const rest = () => {
    begun = null;
    isPushing = false;
    card.classList.remove("is-pushed");
    move(0);
  };

  card.addEventListener("pointerdown", (event) => {
    const isControl = event.target instanceof Element && event.target.closest("button, a, input, video");
    if (event.pointerType === "mouse" || isControl || !event.isPrimary) return;
    begun = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp };
  });
  card.addEventListener("pointermove", (event) => {
    if (!begun || event.pointerId !== begun.id) return;
    const px = event.clientX - begun.x;
    if (!isPushing && Math.abs(px) < LEAST_PX) return;
    if (!isPushing) {
      // A finger that goes up or down scrolls the page.
      if (Math.abs(event.clientY - begun.y) > Math.abs(px)) return void (begun = null);
      isPushing = true;
      card.setPointerCapture(event.pointerId);
      card.classList.add("is-pushed");
    }
    move(px);
  });
  card.addEventListener("pointerup", (event) => {
    if (!begun || !isPushing) return rest();
    const px = event.clientX - begun.x;
    const isFlung = Math.abs(px) / Math.max(event.timeStamp - begun.at, 1) > FLUNG;
    const isMeant = Math.abs(px) > card.clientWidth * MEANT || isFlung;
    rest();
    if (isMeant) onPush(sideOf(px));
  });
  card.addEventListener("pointercancel", rest);
}

/**
 * @param {number} px
 * @returns {"start" | "end"}
 */
function sideOf(px) {
  const isForwards = document.dir === "rtl" ? px < 0 : px > 0;
  return isForwards ? "end" : "start";
}
