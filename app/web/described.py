"""What a view takes and answers: it carries that beside its limit, for /openapi.json."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., object])

ATTRIBUTE = "partywall_described"
"""Where a view carries its descriptions, by method; an empty method is every other one."""

Body = Any
"""A TypedDict for JSON, a media type for other bytes, or None for no body."""

HTML = "text/html"
FILE: Mapping[int, Body] = {206: "*/*", 302: None, 304: None, 412: None, 416: None}
"""How a file may be answered besides 200: in part, elsewhere, unchanged, changed meanwhile, past its end."""


@dataclass(frozen=True, slots=True)
class Described:
    """`bodies` are the answers by status, `refuses` the codes besides those that every such route may have.

    `asks` is a JSON body, `form` a multipart one, `piece` the media type of a body of bytes. `headers` are
    those in which the answer tells something.
    """

    bodies: Mapping[int, Body]
    asks: Any = None
    form: Any = None
    piece: str = ""
    query: Any = None
    refuses: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def answers(
    body: Body,
    status: int = 200,
    *,
    also: Mapping[int, Body] | None = None,
    asks: Any = None,
    form: Any = None,
    piece: str = "",
    query: Any = None,
    refuses: tuple[str, ...] = (),
    headers: Mapping[str, str] | None = None,
    method: str = "",
) -> Callable[[F], F]:
    """Describe a view, or one method of it: with which body it answers, and what it takes."""
    described = Described({status: body, **(also or {})}, asks, form, piece, query, refuses, headers or {})

    def mark(view: F) -> F:
        known: dict[str, Described] = getattr(view, ATTRIBUTE, {})
        setattr(view, ATTRIBUTE, {**known, method: described})
        return view

    return mark


def described_of(view: object, method: str) -> Described | None:
    """Return how a method of a view is described; None for a page."""
    known: Mapping[str, Described] = getattr(view, ATTRIBUTE, {})
    return known.get(method, known.get(""))
