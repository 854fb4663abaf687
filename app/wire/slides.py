"""Slides as the hosts and the screens get them."""

from typing import TypedDict

from app.records.slide import ShownNumbers, Slide


class NumbersJson(TypedDict):
    photos: int
    guests: int
    task: str


SlideJson = TypedDict(
    "SlideJson",
    {
        "id": str,
        "version": int,
        "kind": str,
        "title": str,
        "words": str,
        "at": str,
        "from": str,
        "until": str,
        "every": int,
        "seconds": int,
        "is_on": bool,
        "photo": str,
    },
)


def slide_json(slide: Slide) -> SlideJson:
    return {
        "id": slide.id,
        "version": slide.version,
        "kind": slide.kind,
        "title": slide.title,
        "words": slide.words,
        "at": slide.at,
        "from": slide.from_at,
        "until": slide.until_at,
        "every": slide.every,
        "seconds": slide.seconds,
        "is_on": slide.is_on,
        "photo": slide.photo_id,
    }


def numbers_json(numbers: ShownNumbers | None) -> NumbersJson | None:
    if numbers is None:
        return None
    return {"photos": numbers.photos, "guests": numbers.guests, "task": numbers.task}
