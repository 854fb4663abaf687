"""The short tags of photos on a big screen, which anybody in the room can read out: a letter and a digit.

static/js/helpers/photo_tag.js makes the same. A tag belongs to many photos of a long night, and mostly to one
of those that screens show.
"""

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Without I, O and Q, which look like something else from the last row."""
DIGITS = "123456789"


def tag_of(position: int) -> str:
    """Return the tag of the photo with this position, such as `A7`."""
    letter, digit = divmod(position, len(DIGITS))
    return LETTERS[letter % len(LETTERS)] + DIGITS[digit]


def typed_tag(typed: str) -> str:
    """Return what somebody typed as a tag would be written; empty if it is none."""
    tag = "".join(typed.split()).replace("-", "").upper()
    return tag if len(tag) == 2 and tag[0] in LETTERS and tag[1] in DIGITS else ""
