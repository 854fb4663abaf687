/** A quiet line on the other pages: photos that this phone has not finished sending. */

import { counted } from "../../helpers/counted.js";
import { countOnTheirWay } from "../../helpers/kept_photos.js";
import { element } from "./element.js";

/** Look once, when the page opens and when it comes back from the browser's memory. */
export function watchOnTheirWay() {
  const show = async () => {
    const line = element("#on-their-way", HTMLElement);
    const count = await countOnTheirWay();
    element("a", HTMLElement, line).textContent = count > 0 ? counted("on-their-way", count) : "";
    line.hidden = count === 0;
  };
  void show();
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void show();
  });
}
