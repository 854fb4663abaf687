"""What a screen sends, checked and turned into a dataclass."""

from dataclasses import dataclass

from app.base.errors import N_, bad_request
from app.base.fields import mapping, text_of
from app.base.ids import is_id


@dataclass(frozen=True, slots=True)
class WallShowsForm:
    """`photo` is empty while the wall shows none."""

    screen: str
    photo: str


def wall_shows_form(fields: object) -> WallShowsForm:
    values = mapping(fields)
    screen, photo = text_of(values, "screen") or "", text_of(values, "photo") or ""
    if not is_id(screen) or (photo and not is_id(photo)):
        raise bad_request(N_("Say which screen it is, and which photo it shows."))
    return WallShowsForm(screen, photo)
