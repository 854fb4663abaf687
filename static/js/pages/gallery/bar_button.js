/** A button of ours in the bar over a photo that is shown large. */

import { element } from "../parts/element.js";

/** @import PhotoSwipe from "photoswipe" */

/**
 * Add a button with the icon of that name. `onInit` gets it when the viewer has made it. With `hasCount` there is a place
 * behind the icon for a number (`showCount`).
 * @param {PhotoSwipe} viewer
 * @param {{name: string, order: number, icon: string, title?: string, onClick?: (() => void) | undefined,
 *   onInit?: (button: HTMLElement) => void, hasCount?: boolean, tagName?: "a" | "button"}} options
 */
export function addBarButton(
  viewer,
  { name, order, icon, title = "", onClick, onInit = () => {}, hasCount = false, tagName = "button" },
) {
  viewer.ui?.registerElement({
    name,
    order,
    isButton: true,
    tagName,
    ...(title ? { title, ariaLabel: title } : {}),
    appendTo: "bar",
    onInit: (button) => {
      button.classList.add("pswp__button--ours");
      button.append(element(`[data-icon="${icon}"]`, HTMLTemplateElement).content.cloneNode(true));
      if (hasCount) {
        button.classList.add("pswp__heart");
        const count = document.createElement("span");
        count.className = "pswp__count";
        button.append(count);
      }
      onInit(button);
    },
    ...(onClick ? { onClick } : {}),
  });
}

/**
 * Say on a button with a number what it is and how many there are.
 * @param {HTMLElement} button
 * @param {string} label
 * @param {number} count
 */
export function showCount(button, label, count) {
  button.setAttribute("aria-label", label);
  button.title = label;
  const place = button.querySelector(".pswp__count");
  if (place) place.textContent = count > 0 ? String(count) : "";
}
