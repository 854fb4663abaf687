"""The input of an export that is made in the background. It is kept in its row, so it can begin anew."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from app.exports.choosing import Part

PHOTOS_HERE = "<!--photos-->"
"""The place of the photos in the page of an album."""


@dataclass(frozen=True, slots=True)
class Job:
    """For an album: `page` is its page without the photos, in `language`. `originals` are added if wanted.

    For originals with credits: how they are named and divided, and the `party` named in the credits.
    """

    states: str
    guest_id: str
    photo_ids: tuple[str, ...]
    language: str
    page: str = ""
    originals: bool = False
    folders: str = ""
    most_bytes: int = 0
    nameless: str = ""
    party: str = ""
    book: str = ""
    """For a book: the host's choices (book/choice.py)."""
    span: tuple[str, str] = ("", "")
    collection_id: str = ""
    query: str = ""
    seer: str = ""

    @property
    def part(self) -> Part:
        return Part(
            self.states,
            self.guest_id,
            self.photo_ids,
            self.span,
            self.collection_id,
            self.query,
            self.seer,
        )

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def read_job(text: str) -> Job:
    values: dict[str, Any] = json.loads(text)
    return Job(**values | {name: tuple(values[name]) for name in ("photo_ids", "span") if name in values})
