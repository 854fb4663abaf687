"""The shapes of photo tasks as JSON."""

from typing import Annotated, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id


class Task(TypedDict):
    """Something to take a photo of. If it is not `open`, guests cannot pick it any more; its photos stay."""

    id: Id
    text: str
    open: bool
    photos: int | None


class Tasks(TypedDict):
    tasks: list[Task]


class NewTask(TypedDict):
    text: Annotated[str, Says(maxLength=120)]
