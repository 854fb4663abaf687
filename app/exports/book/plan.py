"""Read the content of a book and lay it out, in the same way for the preview and the PDF."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from app.albums.chapters import chapter_at, chapters_of
from app.base.i18n import current_language, gettext
from app.base.told import told_date, told_day
from app.exports.book.choice import BookChoice, in_order
from app.exports.book.formats import BLEED_MM, SHEETS, Sheet
from app.exports.book.importance import best_cover, shape_of, weight_of
from app.exports.book.index import index_entries, index_pages
from app.exports.book.layout import COVER_SHARE, Page, Section, cover_page, photo_pages
from app.parties.scope import PartyScope
from app.records.chapter import Decided, select_decided_chapters
from app.records.export_choice import Choice, select_chosen_as_happened
from app.records.party import Party
from app.records.photo import Photo

PHOTOS_AT_ONCE = 500
MOST_PHOTOS = 1500
"""A thicker book cannot be bound. The least loved photos are left out."""


@dataclass(frozen=True, slots=True)
class BookPlan:
    """`photos` are all shown photos by id. `order` are those in the book, in order."""

    choice: BookChoice
    sheet: Sheet
    pages: tuple[Page, ...]
    photos: dict[str, Photo]
    order: tuple[str, ...]
    left_out: tuple[str, ...]
    cover: str
    title: str
    day: str


async def read_plan(scope: PartyScope, party: Party, choice: BookChoice) -> BookPlan:
    """Lay out the party's shown photos as they are now, in the asker's language."""
    photos = await _shown(scope)
    async with scope.database.reading() as connection:
        decided = await select_decided_chapters(connection, scope.party_id)
    # In a thread, because hundreds of photos take some tenths of a second.
    return await asyncio.to_thread(plan_book, party, choice, photos, decided)


def plan_book(party: Party, choice: BookChoice, photos: list[Photo], decided: Decided) -> BookPlan:
    by_id, zone = {photo.id: photo for photo in photos}, ZoneInfo(party.time_zone)
    most_hearts = max((photo.hearts for photo in photos), default=0)
    kept = _kept(photos, choice, most_hearts)
    order = in_order([photo.id for photo in kept], choice.moved)
    sheet = SHEETS[choice.format]
    cover = choice.cover if choice.cover in by_id else ""
    if not cover:
        cover = best_cover(kept, most_hearts, sheet.width / (sheet.height * COVER_SHARE))
    sections = _sections(party, order, by_id, decided, choice, zone)
    pages = [cover_page(sheet, cover, BLEED_MM if choice.bleed else 0.0), *photo_pages(sheet, sections)]
    entries = index_entries(pages, {photo.id: photo.author for photo in photos})
    pages += index_pages(sheet, entries, gettext("Who sent what"), len(pages))
    return BookPlan(
        choice,
        sheet,
        tuple(pages),
        by_id,
        tuple(order),
        tuple(photo.id for photo in photos if photo.id in choice.left_out),
        cover,
        party.title,
        told_date(party.held_on) if party.held_on else _days([_moment(photo, zone) for photo in photos]),
    )


async def _shown(scope: PartyScope) -> list[Photo]:
    photos: list[Photo] = []
    after = ("", "")
    while True:
        async with scope.database.reading() as connection:
            page = await select_chosen_as_happened(
                connection, scope.party_id, Choice("shown"), after, PHOTOS_AT_ONCE
            )
        photos += page
        if len(page) < PHOTOS_AT_ONCE:
            return photos
        after = page[-1].happened_at, page[-1].id


def _kept(photos: list[Photo], choice: BookChoice, most_hearts: int) -> list[Photo]:
    left_out = set(choice.left_out)
    kept = [photo for photo in photos if photo.id not in left_out]
    if len(kept) <= MOST_PHOTOS:
        return kept
    best = sorted(kept, key=lambda photo: weight_of(photo, most_hearts), reverse=True)[:MOST_PHOTOS]
    ids = {photo.id for photo in best}
    return [photo for photo in kept if photo.id in ids]


def _sections(
    party: Party,
    order: list[str],
    photos: dict[str, Photo],
    decided: Decided,
    choice: BookChoice,
    zone: ZoneInfo,
) -> list[Section]:
    chapters = chapters_of(party.id, [photo.happened_at for photo in photos.values()], decided)
    most_hearts = max((photo.hearts for photo in photos.values()), default=0)
    moved = {photo for photo, _ in choice.moved}
    inside: list[list[str]] = [[] for _ in chapters]
    chapter = 0
    # A moved photo joins the chapter of the one that it follows.
    for at, photo_id in enumerate(order):
        if photo_id not in moved:
            chapter = chapter_at(chapters, photos[photo_id].happened_at)
        elif at == 0:
            chapter = 0
        inside[chapter].append(photo_id)
    sections = []
    for one, ids in zip(chapters, inside, strict=True):
        if not ids:
            continue
        first = next((photos[each] for each in ids if each not in moved), photos[ids[0]])
        heading = one.title or (told_day(_moment(first, zone)) if len(chapters) > 1 else "")
        shapes = [(shape_of(photos[each], most_hearts), photos[each].is_card) for each in ids]
        sections.append(
            Section(
                heading,
                tuple(shape for shape, is_card in shapes if not is_card),
                tuple(shape for shape, is_card in shapes if is_card),
            )
        )
    return sections


def _moment(photo: Photo, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(photo.happened_at or photo.created_at).astimezone(zone)


def _days(moments: list[datetime]) -> str:
    """Format the day of the party, or the first and last of several. A night counts as one day."""
    if not moments:
        return ""
    language = current_language()
    first, last = min(moments), max(moments)
    told = format_date(first, "long", locale=language)
    if (last - first).total_seconds() < 24 * 3600:
        return told
    return f"{told} – {format_date(last, 'long', locale=language)}"
