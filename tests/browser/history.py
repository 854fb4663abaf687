"""What a page has said since it was asked to note it: also what is gone again before anybody could look."""

from playwright.async_api import Page

from tests.browser.conftest import until

NOTE = """selector => {
  const said = ((window.saidAt ??= {})[selector] = []);
  const note = () => {
    for (const element of document.querySelectorAll(selector)) {
      const words = element.checkVisibility() ? element.textContent : "";
      if (words && !said.includes(words)) said.push(words);
    }
  };
  note();
  new MutationObserver(note).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
}"""
HAS_SAID = '([selector, words]) => saidAt[selector].some((said) => new RegExp(words, "u").test(said))'


class Said:
    """Notes every text that an element of the page shows, from `begin` until the page is left."""

    def __init__(self, page: Page, selector: str) -> None:
        self._page = page
        self._selector = selector

    async def begin(self) -> "Said":
        await self._page.evaluate(NOTE, self._selector)
        return self

    async def includes(self, words: str) -> None:
        """Wait until the element shows words that fit this pattern, or has shown them."""
        await until(self._page, HAS_SAID, [self._selector, words])
