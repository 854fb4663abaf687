"""What is asked of collections, checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.albums.forms import MAX_TITLE, MOST_NO
from app.albums.query import MAX_QUERY
from app.albums.saved import check_saved_search
from app.albums.terms import words_of
from app.base.errors import N_, AppError, bad_request, not_found
from app.base.fields import is_text, mapping, text_of, whole_number
from app.base.ids import is_id
from app.base.plain_text import clean_line

MOST_AT_ONCE = 500
MAX_PAGE, DEFAULT_PAGE = 100, 48
MOST_PLACE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NewCollectionForm:
    title: str
    query: str
    photo_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedCollectionForm:
    """None means no change. `no` is the change number that came with the collection."""

    title: str | None
    query: str | None
    no: int


@dataclass(frozen=True, slots=True)
class OrderForm:
    photo_ids: tuple[str, ...]
    before: str | None


@dataclass(frozen=True, slots=True)
class CollectionPageArgs:
    after: int | None
    limit: int


def new_collection_form(fields: object) -> NewCollectionForm:
    """Read `{"title": "Cake", "photos": ["…"]}`, or `{"title": "Cake", "query": "tag:cake"}`."""
    values = mapping(fields)
    title, query = _title(text_of(values, "title") or ""), _query(text_of(values, "query") or "")
    photo_ids = photos_form(values) if values.get("photos") else ()
    if query and photo_ids:
        raise bad_request(N_("Photos come into a collection by hand or by a search, not both."))
    return NewCollectionForm(title, query, photo_ids)


def changed_collection_form(fields: object) -> ChangedCollectionForm:
    values = mapping(fields)
    title, query, no = text_of(values, "title"), text_of(values, "query"), values.get("no")
    if title is None and query is None:
        raise bad_request(N_("A collection needs a title."))
    if not isinstance(no, int) or isinstance(no, bool) or not 0 <= no <= MOST_NO:
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": "no"})
    return ChangedCollectionForm(
        None if title is None else _title(title), None if query is None else _query(query), no
    )


def photos_form(fields: object) -> tuple[str, ...]:
    """Read `{"photos": ["…"]}`: at least one photo, and no photo twice."""
    photo_ids = mapping(fields).get("photos")
    if not isinstance(photo_ids, list) or not photo_ids:
        raise bad_request(N_("Say which photos."))
    if not all(is_text(one) and is_id(one) for one in photo_ids):
        raise bad_request(N_("Say which photos."))
    if len(photo_ids) > MOST_AT_ONCE:
        raise bad_request(N_("That is too many at once."))
    return tuple(dict.fromkeys(photo_ids))


def order_form(fields: object) -> OrderForm:
    """Read `{"photos": ["…"], "before": "…"}`; `before` is null for the end."""
    before = text_of(mapping(fields), "before")
    if before is not None and not is_id(before):
        raise bad_request(N_("Say before which photo of the collection they go."))
    return OrderForm(photos_form(fields), before)


def undo_form(fields: object) -> int:
    """Read `{"no": 42}`: the change that is undone."""
    no = mapping(fields).get("no")
    if not isinstance(no, int) or isinstance(no, bool) or not 0 <= no <= MOST_NO:
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": "no"})
    return no


def collection_arg(collection_id: str) -> str:
    if not is_id(collection_id):
        raise not_found()
    return collection_id


def collection_page_args(args: Mapping[str, str]) -> CollectionPageArgs:
    """Read after which place the page of photos starts, and how many photos it has."""
    after = args.get("after") or ""
    if after and not (after.isascii() and after.isdecimal() and len(after) <= 19):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": "after"})
    return CollectionPageArgs(
        after=min(int(after), MOST_PLACE) if after else None,
        limit=whole_number(args, "limit", DEFAULT_PAGE, 1, MAX_PAGE, clip=True),
    )


def _title(text: str) -> str:
    title = clean_line(text, MAX_TITLE)
    if not words_of(title):
        raise bad_request(N_("A collection needs a title."))
    return title


def _query(text: str) -> str:
    query = clean_line(text, MAX_QUERY + 1)
    if len(query) > MAX_QUERY:
        raise AppError(
            400,
            "BAD_REQUEST",
            N_("That is too long to look for: %(count)s characters at most."),
            {"count": MAX_QUERY},
        )
    if query:
        check_saved_search(query)
    return query
