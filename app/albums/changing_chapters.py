"""Hosts name, merge and split chapters and move borders. Computed chapters then become decided ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.albums.chapters import MOST_CHAPTERS, chapter_at, chapters_of
from app.albums.outline import read_outline
from app.base.clock import now_iso
from app.base.errors import N_, AppError, bad_request, not_found
from app.base.ids import new_id
from app.parties.scope import PartyScope, carried_through
from app.records.change import ChangeKind, insert_change
from app.records.chapter import Chapter, replace_chapters, select_decided_chapters
from app.records.photo import select_photo

Edit = Callable[[list[Chapter]], list[Chapter]]


@carried_through
async def name_chapter(scope: PartyScope, chapter_id: str, title: str, no: int, actor: str) -> int:
    """Set a chapter's title, which may be empty. Returns the change number."""

    def edit(chapters: list[Chapter]) -> list[Chapter]:
        index = _index_of(chapters, chapter_id)
        return [*chapters[:index], replace(chapters[index], title=title), *chapters[index + 1 :]]

    return await _change(scope, no, actor, edit)


@carried_through
async def move_border(scope: PartyScope, chapter_id: str, photo_id: str, no: int, actor: str) -> int:
    """Let a chapter begin with a photo. The order of chapters stays."""
    moment = await _moment_of(scope, photo_id)

    def edit(chapters: list[Chapter]) -> list[Chapter]:
        index = _index_of(chapters, chapter_id)
        is_last = index + 1 == len(chapters)
        if (
            index == 0
            or moment <= chapters[index - 1].begins_at
            or not (is_last or moment < chapters[index + 1].begins_at)
        ):
            raise bad_request(N_("A chapter begins between the two beside it."))
        return [*chapters[:index], replace(chapters[index], begins_at=moment), *chapters[index + 1 :]]

    return await _change(scope, no, actor, edit)


@carried_through
async def split_chapter(scope: PartyScope, photo_id: str, title: str, no: int, actor: str) -> tuple[int, str]:
    """Begin a new chapter with a photo. Returns the change number and the new chapter's id."""
    moment, chapter_id = await _moment_of(scope, photo_id), new_id()

    def edit(chapters: list[Chapter]) -> list[Chapter]:
        if len(chapters) >= MOST_CHAPTERS:
            raise AppError(
                409, "TOO_MANY_CHAPTERS", N_("A party can have %(count)s chapters."), {"count": MOST_CHAPTERS}
            )
        index = chapter_at(chapters, moment)
        if chapters[index].begins_at == moment:
            raise bad_request(N_("A chapter begins with this photo already."))
        return [*chapters[: index + 1], Chapter(chapter_id, moment, title), *chapters[index + 1 :]]

    return await _change(scope, no, actor, edit), chapter_id


@carried_through
async def merge_chapter(scope: PartyScope, chapter_id: str, no: int, actor: str) -> int:
    """Merge a chapter into the one before, which takes its title if it has none."""

    def edit(chapters: list[Chapter]) -> list[Chapter]:
        index = _index_of(chapters, chapter_id)
        if index == 0:
            raise bad_request(N_("There is no chapter before the first."))
        before, merged = chapters[index - 1], chapters[index]
        longer = replace(before, title=before.title or merged.title)
        return [*chapters[: index - 1], longer, *chapters[index + 1 :]]

    return await _change(scope, no, actor, edit)


@carried_through
async def decide_chapters(scope: PartyScope, chapter_id: str, actor: str) -> None:
    """Store all computed chapters as decided ones. Raises a 404 if the chapter does not exist."""
    moments = [one.spot.at for one in await read_outline(scope)]
    async with scope.database.transaction() as connection:
        decided = await select_decided_chapters(connection, scope.party_id)
        chapters = chapters_of(scope.party_id, moments, decided)
        _index_of(chapters, chapter_id)
        if any(chapter.id == chapter_id for chapter in decided.chapters):
            return
        no = await insert_change(
            connection, scope.party_id, ChangeKind.ALBUM, actor, now_iso(), detail="chapters"
        )
        await replace_chapters(connection, scope.party_id, chapters, max([decided.until, *moments[-1:]]), no)
    scope.hub.ring()


async def _change(scope: PartyScope, no: int, actor: str, edit: Edit) -> int:
    """Store all chapters as `edit` makes them. Raises a 409 if one was changed since `no`."""
    # Read before the transaction: 20,000 moments would block other writers. Later photos change nothing.
    moments = [one.spot.at for one in await read_outline(scope)]
    async with scope.database.transaction() as connection:
        decided = await select_decided_chapters(connection, scope.party_id)
        if decided.no != no:
            raise AppError(
                409, "CHAPTERS_CHANGED", N_("Somebody else has just changed this. Here is how it is now.")
            )
        after = edit(chapters_of(scope.party_id, moments, decided))
        change = await insert_change(
            connection, scope.party_id, ChangeKind.ALBUM, actor, now_iso(), detail="chapters"
        )
        until = max([decided.until, *moments[-1:]])
        await replace_chapters(connection, scope.party_id, after, until, change)
    scope.hub.ring()
    return change


def _index_of(chapters: Sequence[Chapter], chapter_id: str) -> int:
    for index, chapter in enumerate(chapters):
        if chapter.id == chapter_id:
            return index
    raise not_found()


async def _moment_of(scope: PartyScope, photo_id: str) -> str:
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not photo.is_shown:
        raise not_found()
    return photo.happened_at
