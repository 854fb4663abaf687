"""The book over HTTP: its page for hosts, its layout, and the hosts' choices."""

from quart import Blueprint, render_template
from quart.typing import ResponseReturnValue

from app.base.errors import N_, bad_request
from app.exports.book.changing import change_book
from app.exports.book.choice import choice_of, read_choice
from app.exports.book.formats import Box
from app.exports.book.importance import focus_of
from app.exports.book.layout import Page
from app.exports.book.plan import read_plan
from app.media.printing.pdf import is_installed
from app.people.may import Verb
from app.records.book import select_book_choice
from app.records.photo import Photo
from app.web.described import answers
from app.web.gate import json_body
from app.web.identity import current_party, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import book_shapes
from app.wire.messages import photo_json

blueprint = Blueprint("book", __name__)

PLACES = 3
"""Decimal places of lengths in mm. A thousandth is invisible on paper."""


@blueprint.get("/admin/book")
@limited(READ)
@requires(Verb.TAKE_ORIGINALS)
async def page() -> ResponseReturnValue:
    return await render_template("book.html", party=await current_party())


@blueprint.get("/api/admin/book")
@answers(book_shapes.Book)
@limited(READ)
@requires(Verb.TAKE_ORIGINALS)
async def book() -> ResponseReturnValue:
    """Lay the book out as it would be made now."""
    return private_json(await _book_json())


@blueprint.put("/api/admin/book")
@answers(book_shapes.Book, asks=book_shapes.NewBookChoice, refuses=("BOOK_CHANGED",))
@limited(WRITE)
@requires(Verb.TAKE_ORIGINALS)
async def change() -> ResponseReturnValue:
    """Store a format, a cover, and which photos are moved or left out. The answer is the book with them."""
    fields = await json_body()
    version = fields.get("version") if isinstance(fields, dict) else None
    if not isinstance(fields, dict) or not isinstance(version, int) or isinstance(version, bool):
        raise bad_request(N_("This is not how a book can be."))
    await change_book(party_scope(), choice_of(fields), version)
    return private_json(await _book_json())


async def _book_json() -> book_shapes.Book:
    scope = party_scope()
    async with scope.database.reading() as connection:
        kept = await select_book_choice(connection, scope.party_id)
    choice = read_choice(kept.choice)
    plan = await read_plan(scope, await current_party(), choice)
    inside = {placed.id for each in plan.pages for placed in each.placed} | set(plan.left_out)
    return {
        "version": kept.version,
        "choice": {
            "format": str(choice.format),
            "bleed": choice.bleed,
            "cover": choice.cover,
            "left_out": list(choice.left_out),
            "moved": [list(move) for move in choice.moved],
        },
        "can_make": is_installed(),
        "title": plan.title,
        "day": plan.day,
        "width": plan.sheet.width,
        "height": plan.sheet.height,
        "margin": plan.sheet.margin,
        "cover": plan.cover,
        "order": list(plan.order),
        "left_out": list(plan.left_out),
        "photos": [_photo_json(photo, scope.base) for photo in plan.photos.values() if photo.id in inside],
        "pages": [_page_json(each) for each in plan.pages],
    }


def _photo_json(photo: Photo, base: str) -> book_shapes.BookPhoto:
    told = photo_json(photo, None, base)
    urls = {rendition["name"]: rendition["url"] for rendition in told["renditions"]}
    large = urls.get("wall", "")
    return {
        "id": photo.id,
        "author": photo.author,
        "caption": photo.caption,
        "card": photo.is_card,
        "small": urls.get("thumb", large),
        "large": large,
        "width": photo.width,
        "height": photo.height,
        "focus": list(focus_of(photo)),
    }


def _page_json(page: Page) -> book_shapes.BookPage:
    return {
        "kind": str(page.kind),
        "number": page.number,
        "heading": page.heading,
        "places": [
            {
                "photo": placed.id,
                "box": _sides(placed.box),
                "words": None if placed.words is None else _sides(placed.words),
            }
            for placed in page.placed
        ],
        "columns": [[{"name": name, "pages": pages} for name, pages in column] for column in page.columns],
    }


def _sides(box: Box) -> list[float]:
    return [round(side, PLACES) for side in (box.x, box.y, box.width, box.height)]
