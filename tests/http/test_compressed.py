"""Scripts and styles in gzip: the same file in fewer bytes, for those who take it."""

import pytest

from app.assets import STATIC, asset
from tests.running import Person

SCRIPT = "js/models/upload_queue.js"


@pytest.mark.parametrize("path", [SCRIPT, "css/base.css", "icons/icons.svg"])
async def test_a_text_file_comes_in_gzip_and_is_the_same(path: str, guest: Person) -> None:
    answer = await guest.http.get(asset(path), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.content == (STATIC / path).read_bytes()
    assert int(answer.headers["Content-Length"]) < len(answer.content) / 2


async def test_a_client_that_takes_no_gzip_gets_the_file_as_it_is(guest: Person) -> None:
    answer = await guest.http.get(asset(SCRIPT), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert answer.content == (STATIC / SCRIPT).read_bytes()


async def test_a_file_that_has_not_changed_is_not_sent_again(guest: Person) -> None:
    first = await guest.http.get(f"/static/{SCRIPT}", headers={"Accept-Encoding": "gzip"})
    again = await guest.http.get(
        f"/static/{SCRIPT}", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_a_picture_or_font_is_sent_as_it_is(guest: Person) -> None:
    font = await guest.http.get("/static/vendor/figtree/figtree-latin-wght-normal.woff2")
    assert "Content-Encoding" not in font.headers
