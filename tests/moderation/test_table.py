"""The table: what each deed makes of a photo in each state, what the log says of it, and who hears what."""

from collections.abc import Awaitable, Callable

import pytest

from app.base.errors import AppError
from app.media.edit import Edit, edit_text
from app.moderation.deciding import approve_photo, look_again, stop_photo
from app.moderation.pictures import decide_version
from app.moderation.releasing import Releaser
from app.moderation.standing import set_standing
from app.people.may import Verb, may
from app.people.roles import Actor, Role, Scope
from app.photos.changing import delete_photo, hide_photo, refuse_photo
from app.photos.editing import decide_words, edit_photo
from app.photos.picture_editing import Wanted
from app.photos.restricting import end_private, make_private
from app.photos.taking_back import take_from_show
from app.photos.waiting import Reason
from app.records.change import select_changes
from app.records.guest import Standing
from app.records.photo import Photo, PhotoState
from app.records.version import select_versions
from app.records.words_waiting import select_words_waiting_for
from app.wire.messages import change_frame
from tests.moderation.test_decisions import Desk, assert_files_are_as_the_row_says
from tests.photo_rows import LONG_AGO, a_photo

HOST = "Ada"
Deed = Callable[[Desk, Photo], Awaitable[object]]


TURNED = edit_text(Edit(turns=1))


async def time_passes(desk: Desk, photo: Photo) -> None:
    await time_is_up(desk, photo)
    await Releaser(desk.services.parties, desk.services.processor).look()


async def time_is_up(desk: Desk, photo: Photo) -> None:
    async with desk.scope.database.transaction() as connection:
        for table, name in (("photos", "id"), ("words_waiting", "photo_id"), ("versions", "photo_id")):
            await connection.execute(
                f"update {table} set release_at = :then where release_at <> '' and {name} = :id",
                {"then": LONG_AGO, "id": photo.id},
            )


async def restored(desk: Desk, photo: Photo) -> None:
    """Do what the host's page does, which shows what waits, too."""
    if photo.is_waiting:
        await approve_photo(desk.scope, photo.id, photo.version, HOST)
    elif not photo.is_shown:
        await desk.services.processor.restore(photo, HOST)


async def numbers_waiting(desk: Desk, photo: Photo) -> tuple[int, int]:
    """Return the changes that brought new words and a new picture that wait; 0 for none."""
    async with desk.scope.database.reading() as connection:
        words = await select_words_waiting_for(connection, desk.scope.party_id, [photo.id])
        versions = await select_versions(connection, desk.scope.party_id, photo.id)
    pictures = [version.no for version in versions if version.waits]
    return words[photo.id].no if words else 0, pictures[0] if pictures else 0


async def said_of_words(desk: Desk, photo: Photo, *, is_yes: bool) -> None:
    words_no, _ = await numbers_waiting(desk, photo)
    await decide_words(desk.scope, photo.id, words_no, HOST, is_yes=is_yes)


async def said_of_picture(desk: Desk, photo: Photo, *, is_yes: bool) -> None:
    _, no = await numbers_waiting(desk, photo)
    await decide_version(desk.scope, desk.services.processor, photo.id, no, HOST, is_yes=is_yes)


DEEDS: dict[str, Deed] = {
    "approve": lambda desk, photo: approve_photo(desk.scope, photo.id, photo.version, HOST),
    "refuse": lambda desk, photo: refuse_photo(desk.scope, photo.id, photo.version, HOST, "Too dark"),
    "stop": lambda desk, photo: stop_photo(desk.scope, photo.id, photo.version, HOST),
    "time": time_passes,
    "again": lambda desk, photo: look_again(desk.scope, desk.services.processor, photo.id, HOST),
    "report": lambda desk, photo: take_from_show(desk.scope, photo.id, "clock", Reason.REPORTED),
    "restore": restored,
    "hide": lambda desk, photo: hide_photo(desk.scope, photo.id, HOST),
    "delete": lambda desk, photo: delete_photo(desk.scope, photo.id, photo.guest_id),
    "edit": lambda desk, photo: edit_photo(desk.scope, photo.id, photo.guest_id, None, "New words"),
    "picture": lambda desk, photo: desk.services.processor.edit(photo, Wanted(0, TURNED, photo.guest_id)),
    "yes to words": lambda desk, photo: said_of_words(desk, photo, is_yes=True),
    "no to words": lambda desk, photo: said_of_words(desk, photo, is_yes=False),
    "yes to picture": lambda desk, photo: said_of_picture(desk, photo, is_yes=True),
    "no to picture": lambda desk, photo: said_of_picture(desk, photo, is_yes=False),
    "private": lambda desk, photo: make_private(desk.scope, photo.id, photo.guest_id),
    "public": lambda desk, photo: end_private(desk.scope, photo.id, photo.guest_id),
    "ban": lambda desk, photo: set_standing(desk.scope, photo.guest_id, Standing.BANNED, HOST),
    "unban": lambda desk, photo: set_standing(desk.scope, photo.guest_id, Standing.USUAL, HOST),
}
STATES: dict[str, tuple[str, ...]] = {
    "waiting": ("approved",),
    "held": ("held",),
    "shown": ("at_once",),
    "reported": ("at_once", "report"),
    "hidden": ("at_once", "hide"),
    "refused": ("approved", "refuse"),
    "private": ("at_once", "private"),
    "banned": ("at_once", "ban"),
    "deleted": ("at_once", "delete"),
    "new words": ("approved", "approve", "edit"),
    "new picture": ("approved", "approve", "picture"),
}


async def in_state(desk: Desk, state: str) -> Photo:
    showing, *deeds = STATES[state]
    photo = await desk.a_photo(showing)
    for name in deeds:
        await DEEDS[name](desk, photo)
        photo = await desk.now(photo)
    return await desk.now(photo)


async def log_of(desk: Desk, photo: Photo, after: int) -> str:
    """Return what the log says of the photo, and of guests, since a change."""
    async with desk.scope.database.reading() as connection:
        changes = await select_changes(connection, desk.scope.party_id, None, 20)
    new = [one for one in changes if one.no > after and one.photo_id in (photo.id, None)]
    who = {photo.guest_id: "guest"}
    return " ".join(f"{one.kind} by {who.get(one.actor, one.actor)}" for one in reversed(new))


def heard(photo: Photo) -> str:
    """Return the event that strangers hear of the photo's last change, and the one that its sender hears."""
    frame = change_frame(photo, "")
    both = (frame.bytes_for(None), frame.bytes_for(photo.guest_id))
    return " ".join(data.split(b"event: ")[1].split(b"\n")[0].decode() for data in both)


TABLE: dict[str, dict[str, str]] = {
    "waiting": {
        "approve": "shown | approved by Ada | photo photo",
        "refuse": "hidden refused | refused by Ada | gone gone",
        "stop": "waiting approval",
        "time": "waiting approval",
        "again": "waiting approval",
        "report": "waiting approval",
        "restore": "shown | approved by Ada | photo photo",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "waiting approval | edited by guest | gone waiting",
        "picture": "waiting approval | picture_edited by guest | gone waiting",
        "yes to words": "ALREADY_DECIDED",
        "no to words": "ALREADY_DECIDED",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "waiting approval | waits by guest | gone waiting",
        "public": "waiting approval",
        "ban": "waiting banned | standing by Ada waits by Ada | gone waiting",
        "unban": "waiting approval",
    },
    "held": {
        "approve": "shown | approved by Ada | photo photo",
        "refuse": "hidden refused | refused by Ada | gone gone",
        "stop": "waiting stopped | stopped by Ada | gone waiting",
        "time": "shown | shown by clock | photo photo",
        "again": "waiting held",
        "report": "waiting held",
        "restore": "shown | approved by Ada | photo photo",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "waiting held | edited by guest | gone waiting",
        "picture": "waiting held | picture_edited by guest | gone waiting",
        "yes to words": "ALREADY_DECIDED",
        "no to words": "ALREADY_DECIDED",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "waiting private | waits by guest | gone waiting",
        "public": "waiting held",
        "ban": "waiting banned | standing by Ada waits by Ada | gone waiting",
        "unban": "waiting held",
    },
    "shown": {
        "approve": "ALREADY_DECIDED",
        "refuse": "ALREADY_DECIDED",
        "stop": "ALREADY_DECIDED",
        "time": "shown",
        "again": "waiting again | waits by Ada | gone waiting",
        "report": "waiting reported | waits by clock | gone waiting",
        "restore": "shown",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "shown | edited by guest | photo photo",
        "picture": "shown | picture_edited by guest | photo photo",
        "yes to words": "ALREADY_DECIDED",
        "no to words": "ALREADY_DECIDED",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "waiting private | waits by guest | gone waiting",
        "public": "shown",
        "ban": "waiting banned | standing by Ada waits by Ada | gone waiting",
        "unban": "shown",
    },
    "reported": {
        "approve": "shown | approved by Ada | photo photo",
        "refuse": "hidden refused | refused by Ada | gone gone",
        "stop": "waiting reported",
        "time": "waiting reported",
        "again": "waiting reported",
        "report": "waiting reported",
        "restore": "shown | approved by Ada | photo photo",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "waiting reported | edited by guest | gone waiting",
        "picture": "waiting reported | picture_edited by guest | gone waiting",
        "yes to words": "ALREADY_DECIDED",
        "no to words": "ALREADY_DECIDED",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "waiting reported | waits by guest | gone waiting",
        "public": "waiting reported",
        "ban": "waiting banned | standing by Ada waits by Ada | gone waiting",
        "unban": "waiting reported",
    },
    "hidden": {
        "approve": "ALREADY_DECIDED",
        "refuse": "ALREADY_DECIDED",
        "stop": "ALREADY_DECIDED",
        "time": "hidden",
        "again": "waiting again | waits by Ada | gone waiting",
        "report": "NOT_FOUND",
        "restore": "shown | restored by Ada | photo photo",
        "hide": "hidden",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "NOT_FOUND",
        "picture": "NOT_FOUND",
        "yes to words": "NOT_FOUND",
        "no to words": "NOT_FOUND",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "NOT_FOUND",
        "public": "NOT_FOUND",
        "ban": "hidden | standing by Ada",
        "unban": "hidden",
    },
    "refused": {
        "approve": "ALREADY_DECIDED",
        "refuse": "ALREADY_DECIDED",
        "stop": "ALREADY_DECIDED",
        "time": "hidden refused",
        "again": "waiting again | waits by Ada | gone waiting",
        "report": "NOT_FOUND",
        "restore": "shown | restored by Ada | photo photo",
        "hide": "hidden refused",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "NOT_FOUND",
        "picture": "NOT_FOUND",
        "yes to words": "NOT_FOUND",
        "no to words": "NOT_FOUND",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "NOT_FOUND",
        "public": "NOT_FOUND",
        "ban": "hidden refused | standing by Ada",
        "unban": "hidden refused",
    },
    "private": {
        "approve": "PHOTO_PRIVATE",
        "refuse": "hidden refused | refused by Ada | gone gone",
        "stop": "waiting private",
        "time": "waiting private",
        "again": "waiting private",
        "report": "waiting private",
        "restore": "PHOTO_PRIVATE",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "waiting private | edited by guest | gone waiting",
        "picture": "waiting private | picture_edited by guest | gone waiting",
        "yes to words": "ALREADY_DECIDED",
        "no to words": "ALREADY_DECIDED",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "waiting private",
        "public": "shown | shown by guest | photo photo",
        "ban": "waiting banned | standing by Ada waits by Ada | gone waiting",
        "unban": "waiting private",
    },
    "banned": {
        "approve": "GUEST_BANNED",
        "refuse": "hidden refused | refused by Ada | gone gone",
        "stop": "waiting banned",
        "time": "waiting banned",
        "again": "waiting banned",
        "report": "waiting banned",
        "restore": "GUEST_BANNED",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "waiting banned | edited by guest | gone waiting",
        "picture": "waiting banned | picture_edited by guest | gone waiting",
        "yes to words": "ALREADY_DECIDED",
        "no to words": "ALREADY_DECIDED",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "waiting banned | waits by guest | gone waiting",
        "public": "waiting banned",
        "ban": "waiting banned",
        "unban": "shown | standing by Ada approved by Ada | photo photo",
    },
    "deleted": {
        "approve": "ALREADY_DECIDED",
        "refuse": "NOT_FOUND",
        "stop": "ALREADY_DECIDED",
        "time": "deleted",
        "again": "NOT_FOUND",
        "report": "NOT_FOUND",
        "restore": "NOT_FOUND",
        "hide": "NOT_FOUND",
        "delete": "NOT_FOUND",
        "edit": "NOT_FOUND",
        "picture": "NOT_FOUND",
        "yes to words": "NOT_FOUND",
        "no to words": "NOT_FOUND",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "NOT_FOUND",
        "public": "NOT_FOUND",
        "ban": "deleted | standing by Ada",
        "unban": "deleted",
    },
    "new words": {
        "approve": "ALREADY_DECIDED",
        "refuse": "ALREADY_DECIDED",
        "stop": "ALREADY_DECIDED",
        "time": "shown",
        "again": "waiting again | waits by Ada | gone waiting",
        "report": "waiting reported | waits by clock | gone waiting",
        "restore": "shown",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "shown | words_wait by guest",
        "picture": "shown | picture_waits by guest",
        "yes to words": "shown | words_approved by Ada | photo photo",
        "no to words": "shown | words_refused by Ada",
        "yes to picture": "ALREADY_DECIDED",
        "no to picture": "ALREADY_DECIDED",
        "private": "waiting private | waits by guest | gone waiting",
        "public": "shown",
        "ban": "waiting banned | standing by Ada waits by Ada | gone waiting",
        "unban": "shown",
    },
    "new picture": {
        "approve": "ALREADY_DECIDED",
        "refuse": "ALREADY_DECIDED",
        "stop": "ALREADY_DECIDED",
        "time": "shown",
        "again": "waiting again | waits by Ada | gone waiting",
        "report": "waiting reported | waits by clock | gone waiting",
        "restore": "shown",
        "hide": "hidden | hidden by Ada | gone gone",
        "delete": "deleted | deleted by guest | gone gone",
        "edit": "shown | words_wait by guest",
        "picture": "shown | picture_waits by guest",
        "yes to words": "ALREADY_DECIDED",
        "no to words": "ALREADY_DECIDED",
        "yes to picture": "shown | picture_approved by Ada | photo photo",
        "no to picture": "shown | picture_refused by Ada",
        "private": "waiting private | waits by guest | gone waiting",
        "public": "shown",
        "ban": "waiting banned | standing by Ada waits by Ada | gone waiting",
        "unban": "shown",
    },
}
"""The state after the deed with its reason, what the log says, and the events of strangers and of the sender.

Without the last two nothing has changed. What is refused has the code of the refusal.
"""
MAY = {
    "approve": "owner host helper moderate",
    "refuse": "owner host helper moderate",
    "stop": "owner host helper moderate",
    "again": "owner host helper moderate",
    "restore": "owner host helper moderate",
    "hide": "owner host helper moderate",
    "ban": "owner host helper moderate",
    "unban": "owner host helper moderate",
    "delete": "owner host sender",
    "edit": "owner host sender",
    "picture": "owner host sender",
    "yes to words": "owner host helper moderate",
    "no to words": "owner host helper moderate",
    "yes to picture": "owner host helper moderate",
    "no to picture": "owner host helper moderate",
    "private": "sender",
    "public": "sender",
}
"""Who may do it. Time passes, and enough guests report, whoever is there."""
VERBS = {
    "restore": Verb.RESTORE,
    "hide": Verb.HIDE,
    "ban": Verb.BAN,
    "unban": Verb.BAN,
    "delete": Verb.DELETE,
    "edit": Verb.EDIT,
    "picture": Verb.EDIT,
    "private": Verb.KEEP_PRIVATE,
    "public": Verb.KEEP_PRIVATE,
}
ACTORS = {
    **{str(role): Actor(role=role) for role in Role},
    "moderate": Actor(scopes=frozenset({Scope.MODERATE})),
    "sender": Actor("b" * 32),
    "guest": Actor("c" * 32),
}


async def outcome(desk: Desk, state: str, name: str) -> str:
    photo = await in_state(desk, state)
    async with desk.scope.database.reading() as connection:
        before = (await select_changes(connection, desk.scope.party_id, None, 1))[0].no
    try:
        await DEEDS[name](desk, photo)
    except AppError as error:
        assert await desk.now(photo) == photo, "a refusal changes nothing"
        return error.code
    now = await desk.now(photo)
    await assert_files_are_as_the_row_says(desk, photo, set(photo.folders))
    said = await log_of(desk, photo, before)
    told = heard(now) if now.change_no > photo.change_no else ""
    return " | ".join(part for part in (f"{now.state} {now.reason}".strip(), said, told) if part)


@pytest.mark.parametrize("state", STATES)
async def test_every_deed_makes_of_every_state_what_the_table_says(state: str, desk: Desk) -> None:
    assert {name: await outcome(desk, state, name) for name in DEEDS} == TABLE[state]


@pytest.mark.parametrize("name", MAY)
def test_a_deed_is_for_those_whom_the_table_names(name: str) -> None:
    photo = a_photo("party", state=PhotoState.SHOWN)
    verb = VERBS.get(name, Verb.APPROVE)
    assert [who for who, actor in ACTORS.items() if may(actor, verb, photo)] == MAY[name].split()
