/** How much of the window's lower edge the ways take: it depends on the words, their size and the phone. */

/** Keep `--bar` as high as the ways are, so that what floats above them is never under them. */
export function measureBar() {
  const ways = document.querySelector("[data-ways]");
  if (!(ways instanceof HTMLElement)) return;
  const measure = () => {
    const isHeld = getComputedStyle(ways).position === "sticky";
    document.documentElement.style.setProperty("--bar", `${isHeld ? ways.offsetHeight : 0}px`);
  };
  new ResizeObserver(measure).observe(ways, { box: "border-box" });
}
