"""What an export begins with that is made in the background: kept with its row, so that it can begin anew."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from app.records.export_choice import Choice

PHOTOS_HERE = "<!--photos-->"
"""In the page of an album: where its photos go."""


@dataclass(frozen=True, slots=True)
class Job:
    """Of an album: `page` is its page without its photos, in `language`; `originals` go along where wanted.

    Of originals with credits: how they are named and divided, and the `party` that the credits tell.
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
    """Of a book: what the host has chosen for it (book/choice.py)."""

    @property
    def choice(self) -> Choice:
        return Choice(self.states, self.guest_id, self.photo_ids)

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def read_job(text: str) -> Job:
    values: dict[str, Any] = json.loads(text)
    return Job(**values | {"photo_ids": tuple(values["photo_ids"])})
