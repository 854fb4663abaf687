"""The search terms of a photo: its words and its properties. Some terms are counted for suggestions."""

from datetime import UTC, datetime

from app.albums.places import place_near
from app.albums.query import Kind
from app.albums.taken import part_of_day
from app.albums.terms import EVERY, Field, fold, term, terms_of, whole_term, words_of
from app.records.photo import Photo
from app.records.photo_words import second_of
from app.records.to_index import ToIndex

LONGEST_LABEL = 80
GRAM = 3
MANY_FACES = 5
_NARROW = 0.9
"""A picture whose sides differ by less than a tenth is square."""

_COUNTED = frozenset(
    (
        Field.WORD,
        Field.NAME,
        Field.WHOLE_TAG,
        Field.WHOLE_CAMERA,
        Field.WHOLE_PLACE,
        Field.KIND,
        Field.COLOUR,
    )
)


def counted_in(words: str) -> set[str]:
    return {one for one in words.split() if one[0] in _COUNTED and one != EVERY}


def labels_of(to_index: ToIndex) -> dict[str, str]:
    """Return the terms of a photo that are suggested, each with the label that people read."""
    photo = to_index.photo
    labels: dict[str, str] = {}
    for text in (photo.caption, photo.author, *photo.tags):
        labels |= {term(Field.WORD, word): word for word in words_of(text)}
    if words_of(photo.author):
        labels[whole_term(Field.NAME, photo.author)] = photo.author[:LONGEST_LABEL]
    for tag in photo.tags:
        labels[whole_term(Field.WHOLE_TAG, tag)] = tag
    if words_of(to_index.camera):
        labels[whole_term(Field.WHOLE_CAMERA, to_index.camera)] = to_index.camera
    if place := place_of(to_index):
        labels[whole_term(Field.WHOLE_PLACE, place)] = place
    labels |= {term(Field.KIND, kind): kind for kind in kinds_of(to_index)}
    labels |= {term(Field.COLOUR, colour): colour for colour in to_index.colours}
    return labels


def kinds_of(to_index: ToIndex) -> list[Kind]:
    """Return a photo's kind, orientation, time and number of faces."""
    photo = to_index.photo
    kinds = [Kind.CARD if photo.is_card else Kind.VIDEO if photo.is_video else Kind.PHOTO]
    if to_index.is_screenshot and not photo.is_card:
        kinds.append(Kind.SCREENSHOT)
    if photo.width and photo.height:
        kinds.append(_lies(photo))
    local = _local(to_index, second_of(photo.happened_at or photo.created_at))
    kinds.append(Kind(part_of_day(local.hour * 60 + local.minute)))
    # No faces may also mean that no model has looked yet.
    if photo.faces:
        kinds.append(Kind.GROUP if len(photo.faces) >= MANY_FACES else Kind.FEW)
    return kinds


def place_of(to_index: ToIndex) -> str:
    """Return the name of the place where it was taken. Empty if the place is unknown or has no name."""
    if to_index.latitude is None or to_index.longitude is None:
        return ""
    return place_near(to_index.latitude, to_index.longitude)


def _local(to_index: ToIndex, second: int) -> datetime:
    """Return a second as local time at the party."""
    return datetime.fromtimestamp(second + ahead_s(to_index, second), UTC)


def _lies(photo: Photo) -> Kind:
    if min(photo.width, photo.height) > _NARROW * max(photo.width, photo.height):
        return Kind.SQUARE
    return Kind.PORTRAIT if photo.height > photo.width else Kind.LANDSCAPE


def terms_of_photo(to_index: ToIndex, second: int) -> list[str]:
    """Return all search terms of a photo."""
    photo = to_index.photo
    local = _local(to_index, second)
    return [
        EVERY,
        *terms_of(photo.caption, Field.WORD),
        *terms_of(photo.author, Field.WORD, Field.FROM),
        *(one for tag in photo.tags for one in terms_of(tag, Field.WORD, Field.TAG)),
        *terms_of(to_index.camera, Field.CAMERA),
        *(one for text in to_index.comments for one in terms_of(text, Field.COMMENT)),
        *terms_of(to_index.task, Field.TASK),
        *terms_of(place_of(to_index), Field.PLACE),
        *sorted(one for one in labels_of(to_index) if one[0] != Field.WORD),
        term(Field.WEEKDAY, str(local.isoweekday() % 7)),
        term(Field.HOUR, f"{local.hour:02}"),
        *([term(Field.DOOR, fold(photo.door_id))] if photo.door_id else []),
    ]


def ahead_s(to_index: ToIndex, second: int) -> int:
    """Return how far local time is ahead of UTC, by the camera's zone, else by this machine's."""
    if to_index.zone_minutes is not None:
        return to_index.zone_minutes * 60
    ahead = datetime.fromtimestamp(second, UTC).astimezone().utcoffset()
    return int(ahead.total_seconds()) if ahead else 0


def grams_of(word: str) -> list[str]:
    """Return all trigrams of a word, with marks for its beginning and its end."""
    marked = f"^{word}$"
    return sorted({marked[at : at + GRAM] for at in range(len(marked) - GRAM + 1)})
