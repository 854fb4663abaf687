"""Text at up to twice its size, and what a page must keep to then: all is there, whole, and can be tapped."""

from typing import Any

from playwright.async_api import Page

from tests.browser.conftest import PHONE, Screens
from tests.browser.rest import at_rest

ROOT_PX = 16
SMALL_PHONE: dict[str, Any] = PHONE | {"viewport": {"width": 320, "height": 568}}
TARGET_PX = 44

# Each control is brought into view and asked for at five points: another thing there covers it.
# A word that stands on two lines was broken; what a guest typed may be longer than any line.
FAULTS = """() => {
  const faults = [];
  const root = document.querySelector("dialog[open], .pswp--open") ?? document;
  const shown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !node.closest(".visually-hidden, .skip, [inert]");
  const name = (node) => `${node.tagName.toLowerCase()}.${node.className?.baseVal ?? node.className} ` +
    `"${(node.getAttribute("aria-label") ?? node.textContent).trim().replace(/\\s+/g, " ").slice(0, 30)}"`;
  const width = document.documentElement.scrollWidth;
  // A phone's browser zooms out of a page that is too wide: its window would then be wide, too.
  if (width > screen.width) faults.push(`scrolls sideways: ${width} of ${screen.width}`);
  const controls = [...root.querySelectorAll("a, button, summary, input, textarea, select, label.button")]
    .filter(shown).filter((node) => node.getBoundingClientRect().width > 1);
  const boxes = new Map();
  for (const control of controls) {
    control.scrollIntoView({ block: "center", behavior: "instant" });
    const box = control.getBoundingClientRect();
    const { left, right } = box;
    boxes.set(control, { left, right, top: box.top + scrollY, bottom: box.bottom + scrollY });
    if (Math.min(box.width, box.height) < 43.5)
      faults.push(`${name(control)} is ${Math.round(box.width)}x${Math.round(box.height)}`);
    if (box.left < -0.5 || box.right > screen.width + 0.5) faults.push(`${name(control)} leaves the screen`);
    if (control.scrollWidth > control.clientWidth + 1 && !control.matches("input, textarea"))
      faults.push(`${name(control)} is cut off`);
    const inset = 3;
    const points = [[0.5, 0.5], [0, 0], [1, 0], [0, 1], [1, 1]].map(([x, y]) =>
      [box.left + inset + x * (box.width - 2 * inset), box.top + inset + y * (box.height - 2 * inset)]);
    const round = Number.parseFloat(getComputedStyle(control).borderTopLeftRadius) > 0;
    for (const [x, y] of round ? points.slice(0, 1) : points) {
      if (y < 0 || y > innerHeight) continue;
      const top = document.elementFromPoint(x, y);
      if (top && !control.contains(top) && !top.contains(control)) {
        faults.push(`${name(control)} is covered by ${name(top)}`);
        break;
      }
    }
  }
  const isFixed = (node) => {
    for (let at = node; at instanceof Element; at = at.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return true;
    return false;
  };
  const still = controls.filter((control) => !isFixed(control));
  still.forEach((one, index) => still.slice(index + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const [a, b] = [boxes.get(one), boxes.get(other)];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 1) faults.push(`${name(one)} overlaps ${name(other)}`);
  }));
  const texts = document.createTreeWalker(root === document ? document.body : root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const parent = node.parentElement;
    if (!parent || !shown(parent) || parent.closest("template, script, [dir=auto]")) continue;
    for (const { index, 0: word } of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
      if (lines.size > 1) faults.push(`"${word}" is broken`);
    }
  }
  const bars = [...document.querySelectorAll("body *")].filter((node) =>
    shown(node) && node.textContent.trim() && ["fixed", "sticky"].includes(getComputedStyle(node).position));
  const held = bars.filter((bar) => root === document && getComputedStyle(bar).pointerEvents !== "none")
    .reduce((sum, bar) => sum + bar.getBoundingClientRect().height, 0);
  if (held > innerHeight / 2) faults.push(`${Math.round(held)} px of ${innerHeight} are held by bars`);
  scrollTo(0, 0);
  return faults;
}"""


async def page_with_text(
    screens: Screens, device: dict[str, Any], percent: int, path: str = "/upload"
) -> Page:
    """Open a page in a browser whose owner has set the text to so many per cent."""
    page = await screens.open("/nothing-here", device)
    session = await page.context.new_cdp_session(page)
    size = ROOT_PX * percent // 100
    await session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    await page.goto(path)
    root = await page.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert root == f"{size}px"
    await at_rest(page)
    return page


async def faults_of_layout(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(FAULTS)
    return found
