"""The forms of search and tags."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.albums.query import MAX_QUERY
from app.albums.tagging import MAX_TAG
from app.base.errors import N_, AppError, bad_request
from app.base.fields import mapping, text_of, whole_number
from app.base.plain_text import clean_line
from app.records.search import ORDERS

MAX_PAGE, DEFAULT_PAGE = 100, 48
MOST_PLACE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class SearchArgs:
    query: str
    order: str
    before: int | None
    limit: int


def search_args(args: Mapping[str, str]) -> SearchArgs:
    """Read q, sort, before and limit."""
    order = args.get("sort") or "taken"
    if order not in ORDERS:
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” is none of those there are."), {"name": "sort"})
    before = args.get("before") or ""
    if before and not (before.isascii() and before.isdecimal() and len(before) <= 19):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": "before"})
    return SearchArgs(
        query=query_arg(args),
        order=order,
        before=min(int(before), MOST_PLACE) if before else None,
        limit=whole_number(args, "limit", DEFAULT_PAGE, 1, MAX_PAGE, clip=True),
    )


def query_arg(args: Mapping[str, str]) -> str:
    query = args.get("q", "").strip()
    if len(query) > MAX_QUERY:
        raise AppError(
            400,
            "BAD_REQUEST",
            N_("That is too long to look for: %(count)s characters at most."),
            {"count": MAX_QUERY},
        )
    return query


def tag_form(fields: object) -> str:
    """Read a tag: one plain line. A tag that is too long is refused, never cut off."""
    tag = text_of(mapping(fields), "tag") or ""
    if len(tag.strip()) > MAX_TAG:
        raise AppError(400, "BAD_REQUEST", N_("A tag has %(count)s characters at most."), {"count": MAX_TAG})
    cleaned = clean_line(tag, MAX_TAG)
    if not cleaned:
        raise bad_request(N_("A tag needs a letter or a number."))
    return cleaned
