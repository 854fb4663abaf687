"""The plain form after a refusal: its words are on the page again, since no script keeps them."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.running import Person, Server, jpeg, person, running

MB = 1024 * 1024
WORDS = {"key": "plain", "caption": 'Under "the" <old> oak', "author": "Ada & Ben"}
CAPTION = 'value="Under &#34;the&#34; &lt;old&gt; oak"'
AUTHOR = 'value="Ada &amp; Ben"'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("small"), max_photo_mb=1, max_video_mb=1) as started:
        yield started


def form_of(data: bytes, words: dict[str, str] = WORDS) -> httpx.Request:
    return httpx.Request("POST", "http://x/", files={"file": ("a.jpg", data)}, data=words)


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65536):
        yield body[start : start + 65536]


def assert_has_words(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert CAPTION in answer.text
    assert AUTHOR in answer.text


@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "chunked"])
@pytest.mark.parametrize(
    ("data", "status"),
    [(b"not a photo", 415), (b"", 400), (jpeg() + bytes(2 * MB), 413), (b"no photo" + bytes(MB // 2), 415)],
    ids=["no-photo", "empty", "too-large", "found-in-the-middle"],
)
async def test_a_refused_file_leaves_the_words(
    small: Server, data: bytes, status: int, is_declared: bool
) -> None:
    form = form_of(data)
    body = form.read()
    async with person(small.url) as guest:
        answer = await guest.http.post(
            "/upload",
            content=body if is_declared else pieces(body),
            headers={"Content-Type": form.headers["Content-Type"]},
        )
    assert_has_words(answer, status)


async def test_a_break_leaves_the_words_and_the_form_to_send_them_again(guest: Person, host: Person) -> None:
    await host.http.put("/api/admin/uploads", json={"state": "break", "message": "Cake first"})
    try:
        answer = await guest.http.post("/upload", files={"file": ("a.jpg", jpeg())}, data=WORDS)
    finally:
        await host.http.put("/api/admin/uploads", json={"state": "open", "message": ""})
    assert_has_words(answer, 403)


async def test_words_that_come_after_a_refused_file_are_not_waited_for(small: Server) -> None:
    async with person(small.url) as guest:
        answer = await guest.http.post(
            "/upload", files={"file": ("a.jpg", jpeg() + bytes(2 * MB)), "caption": (None, b"Too late")}
        )
    assert answer.status_code == 413
    assert "Too late" not in answer.text
    assert 'name="caption"' in answer.text


async def test_the_forms_words_stand_before_its_file(guest: Person) -> None:
    page = (await guest.http.get("/upload")).text
    assert page.index('name="caption"') < page.index('name="author"') < page.index('name="file"')
