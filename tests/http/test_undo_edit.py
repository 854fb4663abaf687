"""A host brings back the words that an edit has replaced; a deleted photo keeps none."""

from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_own_records import records_in, zip_of
from tests.members import member
from tests.running import Person, Server, person
from tests.streams import event_stream


async def edit(who: Person, photo: dict[str, Any], **words: str) -> None:
    answer = await who.http.put(f"/api/photo/{photo['id']}", json=words)
    assert answer.status_code == 200, answer.text


async def edits(host: Person, photo: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the edits of a photo as the host's log has them, newest first."""
    listed = (await host.http.get("/api/admin/changes", params={"limit": 100})).json()["changes"]
    return [one for one in listed if one["kind"] == "edited" and one["photo"] == photo["id"]]


async def test_a_host_brings_the_old_words_back_and_that_can_be_undone_too(
    guest: Person, host: Person
) -> None:
    sent = await guest.send_photo(author="Ben", caption="The cake")
    await edit(guest, sent, author="Benny", caption="Rude words")
    (change,) = await edits(host, sent)
    assert change["words_before"] == {"author": "Ben", "caption": "The cake"}
    async with event_stream(guest) as stream:
        answer = await host.http.post(f"/api/admin/changes/{change['no']}/undo")
        assert answer.status_code == 200
        told = answer.json()["photo"]
        assert (told["author"], told["caption"]) == ("Ben", "The cake")
        await stream.until("photo", id=sent["id"], author="Ben", caption="The cake")
    again, _ = await edits(host, sent)
    assert (again["by_host"], again["words_before"]) == (True, {"author": "Benny", "caption": "Rude words"})
    answer = await host.http.post(f"/api/admin/changes/{again['no']}/undo")
    assert answer.json()["photo"]["caption"] == "Rude words"


async def test_an_edit_that_was_overtaken_is_not_undone(guest: Person, host: Person) -> None:
    sent = await guest.send_photo(caption="One")
    await edit(guest, sent, caption="Two")
    await edit(guest, sent, caption="Three")
    newer, older = await edits(host, sent)
    assert_error(await host.http.post(f"/api/admin/changes/{older['no']}/undo"), 409, "WORDS_CHANGED")
    answer = await host.http.post(f"/api/admin/changes/{newer['no']}/undo")
    assert answer.json()["photo"]["caption"] == "Two"


async def test_only_hosts_see_the_old_words_and_bring_them_back(
    server: Server, guest: Person, host: Person
) -> None:
    sent = await guest.send_photo(caption="One")
    await edit(guest, sent, caption="Two")
    (change,) = await edits(host, sent)
    path = f"/api/admin/changes/{change['no']}/undo"
    async with member(server, "helper", "Lea") as helper:
        (seen,) = await edits(helper, sent)
        assert seen["words_before"] is None
        assert (await helper.http.post(path)).status_code == 403
    assert (await guest.http.post(path)).status_code == 401, "its sender edits it, and steers no log"
    (after,) = await edits(host, sent)
    assert after["no"] == change["no"]


@pytest.mark.parametrize(
    ("no", "status"),
    [("0", 404), ("999999", 404), (str(2**53), 404), (str(2**53 + 1), 400), ("9" * 20, 400), ("x", 400)],
)
async def test_there_is_nothing_to_undo_without_an_edit(no: str, status: int, host: Person) -> None:
    assert (await host.http.post(f"/api/admin/changes/{no}/undo")).status_code == status


async def test_what_is_no_edit_and_what_is_hidden_is_not_undone(guest: Person, host: Person) -> None:
    sent = await guest.send_photo(caption="One")
    await edit(guest, sent, caption="Two")
    (change,) = await edits(host, sent)
    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    listed = (await host.http.get("/api/admin/changes")).json()["changes"]
    for no in (listed[0]["no"], change["no"]):
        assert (await host.http.post(f"/api/admin/changes/{no}/undo")).status_code == 404
    await host.http.post(f"/api/admin/photo/{sent['id']}/restore")
    assert (await host.http.post(f"/api/admin/changes/{change['no']}/undo")).status_code == 200


async def test_the_old_words_are_in_the_guests_zip_and_go_with_the_photo(
    server: Server, guest: Person, host: Person
) -> None:
    sent = await guest.send_photo(author="Orla Quint", caption="Words of Orla Quint")
    await edit(host, sent, author="O.", caption="Shorter")
    earlier = records_in(await zip_of(guest))["earlier_words"]
    assert [(one["photo_id"], one["author"], one["caption"]) for one in earlier] == [
        (sent["id"], "Orla Quint", "Words of Orla Quint")
    ]
    async with person(server.url) as other:
        await other.send_photo()
        assert records_in(await zip_of(other))["earlier_words"] == []
    (change,) = await edits(host, sent)
    await guest.http.delete(f"/api/photo/{sent['id']}")
    (change,) = await edits(host, sent)
    assert change["words_before"] is None
    assert (await host.http.post(f"/api/admin/changes/{change['no']}/undo")).status_code == 404
    with server.books() as books:
        kept = books.execute("select count(*) from changes where author_before = 'Orla Quint'").fetchone()
    assert kept[0] == 0
