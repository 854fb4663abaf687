"""What a host chooses for the book: it is kept, it makes the pages, and what makes no sense is refused."""

from typing import Any

import pytest

from app.exports.book.choice import in_order
from app.exports.book.formats import SHEETS, PageFormat
from app.exports.book.index import Entry, index_pages, ranges
from app.exports.book.words import direction
from tests.http.answers import assert_error
from tests.http.test_greetings import allow, greet
from tests.running import Person, Server, jpeg


@pytest.fixture
def server(fresh_server: Server) -> Server:
    """A party of its own: a book has all that is shown."""
    return fresh_server


async def book_of(host: Person) -> dict[str, Any]:
    answer = await host.http.get("/api/admin/book")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def choose(host: Person, **wanted: object) -> dict[str, Any]:
    version = (await book_of(host))["version"]
    answer = await host.http.put("/api/admin/book", json={"version": version} | wanted)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def inside(book: dict[str, Any]) -> list[str]:
    return [place["photo"] for page in book["pages"][1:] for place in page["places"]]


async def test_photos_are_moved_left_out_put_on_the_cover_and_that_is_kept(
    guest: Person, host: Person
) -> None:
    first, second, third = [
        (await guest.send_photo(jpeg(), author="Mia", caption=caption))["id"] for caption in ("1", "2", "3")
    ]
    book = await book_of(host)
    assert (book["version"], inside(book), book["choice"]["format"]) == (0, [first, second, third], "a4")
    assert [page["kind"] for page in book["pages"]][0 :: len(book["pages"]) - 1] == ["cover", "index"]
    book = await choose(host, moved=[[third, ""]], left_out=[second], cover=second, format="square")
    assert inside(book) == [third, first]
    assert book["left_out"] == [second]
    assert [place["photo"] for place in book["pages"][0]["places"]] == [second], "the cover's may be left out"
    assert (book["width"], book["height"]) == (210, 210)
    assert await book_of(host) == book
    # A photo that is taken down is in no book, whatever was chosen.
    assert (await guest.http.delete(f"/api/photo/{second}")).status_code == 200
    book = await book_of(host)
    assert (book["left_out"], inside(book)) == ([], [third, first])
    assert book["cover"] in (first, third)


async def test_two_hosts_do_not_undo_each_others_choice(guest: Person, host: Person) -> None:
    await guest.send_photo(jpeg())
    await choose(host, format="a5")
    answer = await host.http.put("/api/admin/book", json={"version": 0, "format": "a4"})
    assert_error(answer, 409, "BOOK_CHANGED")
    assert (await book_of(host))["choice"]["format"] == "a5"


async def test_a_greeting_has_a_page_of_its_own_and_names_are_in_the_index(
    guest: Person, stranger: Person, host: Person
) -> None:
    await allow(host)
    await guest.send_photo(jpeg(), author="Mia")
    status, _ = await greet(stranger)
    assert status == 201
    await stranger.send_photo(jpeg(), author="Zoë")
    book = await book_of(host)
    kinds = [page["kind"] for page in book["pages"]]
    assert kinds == ["cover", "photos", "greeting", "index"]
    (column, *_) = book["pages"][-1]["columns"]
    assert column == [{"name": "Mia", "pages": "1–2"}, {"name": "Zoë", "pages": "1"}]


@pytest.mark.parametrize(
    "wanted",
    [
        {"format": "a3"},
        {"bleed": "yes"},
        {"cover": "../x"},
        {"left_out": "all"},
        {"left_out": [1]},
        {"moved": [["a"]]},
        {"moved": [["0" * 32, "x"]]},
        {"version": "1"},
        {"version": True},
        {"left_out": ["0" * 32] * 1001},
        {"moved": [["0" * 32, ""]] * 301},
    ],
    ids=lambda wanted: str(wanted)[:40],
)
async def test_a_choice_that_makes_no_sense_is_a_400(wanted: dict[str, object], host: Person) -> None:
    assert_error(await host.http.put("/api/admin/book", json={"version": 0} | wanted), 400, "BAD_REQUEST")


async def test_the_page_is_the_hosts_alone(guest: Person, host: Person) -> None:
    assert "book-pages" in (await host.http.get("/admin/book")).text
    assert (await guest.http.get("/admin/book")).status_code in (401, 403, 404)


@pytest.mark.parametrize(
    ("moved", "order"),
    [
        ([], "abcd"),
        ([("d", "")], "dabc"),
        ([("a", "c")], "bcad"),
        ([("a", "d"), ("b", "a")], "cdab"),
        ([("a", "x")], "abcd"),
        ([("x", "a")], "abcd"),
        ([("a", "a")], "abcd"),
    ],
)
def test_moves_are_made_one_after_the_other_and_never_lose_a_photo(
    moved: list[tuple[str, str]], order: str
) -> None:
    assert "".join(in_order("abcd", moved)) == order


@pytest.mark.parametrize(
    ("numbers", "told"), [([], ""), ([3], "3"), ([1, 2, 3, 7, 9, 10], "1–3, 7, 9–10")], ids=str
)
def test_page_numbers_are_told_short(numbers: list[int], told: str) -> None:
    assert ranges(numbers) == told


@pytest.mark.parametrize("page_format", PageFormat)
def test_an_index_of_many_names_goes_on_over_the_page_and_loses_none(page_format: PageFormat) -> None:
    entries = [Entry(f"Guest {no} of the party", "1–3, 5") for no in range(300)]
    pages = index_pages(SHEETS[page_format], entries, "Who sent what", 9)
    assert [name for page in pages for column in page.columns for name, _ in column] == [
        entry.name for entry in entries
    ]
    assert [page.number for page in pages] == list(range(9, 9 + len(pages)))
    assert [page.heading for page in pages][:2] == ["Who sent what", ""]
    assert all(len(page.columns) <= 2 for page in pages)


@pytest.mark.parametrize(
    ("text", "told"), [("Mia", "ltr"), ("محمد", "rtl"), ("123 דנה", "rtl"), ("💃", "ltr"), ("", "ltr")]
)
def test_the_direction_of_words_is_that_of_their_first_letter(text: str, told: str) -> None:
    assert direction(text) == told
