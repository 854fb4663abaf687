"""Every page in Firefox and in WebKitGTK, and one photo sent from each."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.other_browsers.web_driver import OtherBrowser, firefox, webkit
from tests.running import Server, jpeg, person

PAGES = {
    "/": "!document.querySelector('[data-gallery] [data-empty]').checkVisibility()",
    "/upload": "document.querySelector('#sending').classList.contains('is-lively')",
    "/edit": "document.querySelector('[data-edit]').classList.contains('is-lively')",
    "/wall": "document.querySelector('[data-wall]').dataset.state === 'live'",
    "/wall/basic": "document.querySelector('#title') !== null",
    "/admin": "document.querySelector('input[type=password]') !== null",
    "/nothing-here": "document.querySelector('h1') !== null",
}
# Loaded and shown: each style sheet has rules, and nothing is wider than the window.
IS_WHOLE = """(() => {
  const sheets = [...document.styleSheets];
  return sheets.length > 0 && sheets.every((sheet) => sheet.cssRules.length > 0)
    && document.documentElement.scrollWidth <= innerWidth;
})()"""
BROWSERS: dict[str, Callable[[Path], AbstractContextManager[OtherBrowser]]] = {
    "firefox": firefox,
    "webkit": webkit,
}


@pytest.fixture(params=BROWSERS)
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OtherBrowser]:
    home = tmp_path / "home"
    home.mkdir()
    with BROWSERS[request.param](home) as browser:
        yield browser


async def test_every_page_works_and_a_photo_is_sent(
    other: OtherBrowser, fresh_server: Server, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg(1600, 1200))
    other.open(f"{fresh_server.url}/upload")
    other.until(PAGES["/upload"])
    other.type("#pick", str(photo))
    other.until("document.querySelectorAll('.tile').length === 1")
    other.click("#send")
    other.until("document.querySelector('.tile').dataset.state === 'sent'")
    async with person(fresh_server.url) as someone:
        assert len((await someone.photos(before=""))["photos"]) == 1
    for path, is_there in PAGES.items():
        other.open(fresh_server.url + path)
        other.until(is_there)
        other.until(IS_WHOLE)
    other.open(f"{fresh_server.url}/edit")
    other.until(PAGES["/edit"])
    other.click(".card a")
    other.until("document.querySelector('[data-sheet]').open")
