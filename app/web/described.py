"""What a view takes and answers. The view carries it beside its limit, for /openapi.json."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., object])

ATTRIBUTE = "partywall_described"
"""Where a view carries its descriptions, by method. An empty method stands for every other one."""

Body = Any
"""A TypedDict for JSON, a media type for other bytes, or None for no body."""

HTML = "text/html"
FILE: Mapping[int, Body] = {206: "*/*", 302: None, 304: None, 412: None, 416: None}
"""A file's answers besides 200: a part, another address, unchanged, changed meanwhile, past its end."""


@dataclass(frozen=True, slots=True)
class Described:
    """`bodies` are the answers by status. `refuses` are the codes besides those of every such route.

    `asks` is a JSON body, `form` a multipart one, `piece` the media type of a body of bytes. `headers` are
    those that the answer uses.
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
    """Describe a view, or one method of it: the bodies that it answers, and what it takes."""
    described = Described({status: body, **(also or {})}, asks, form, piece, query, refuses, headers or {})

    def mark(view: F) -> F:
        known: dict[str, Described] = getattr(view, ATTRIBUTE, {})
        setattr(view, ATTRIBUTE, {**known, method: described})
        return view

    return mark


def described_of(view: object, method: str) -> Described | None:
    """Return the description of a view's method; None for a page."""
    known: Mapping[str, Described] = getattr(view, ATTRIBUTE, {})
    return known.get(method, known.get(""))
