"""The short tags of photos on a big screen, a letter and a digit, which people in the room can read out.

static/js/helpers/photo_tag.js makes the same. In a long night many photos share a tag, but mostly only one of
those on screens has it.
"""

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Without I, O and Q, which look like other characters from the last row."""
DIGITS = "123456789"


def tag_of(position: int) -> str:
    """Return the tag of the photo with this position, such as `A7`."""
    letter, digit = divmod(position, len(DIGITS))
    return LETTERS[letter % len(LETTERS)] + DIGITS[digit]


def typed_tag(typed: str) -> str:
    """Return a typed tag in its normal form. Empty if it is none."""
    tag = "".join(typed.split()).replace("-", "").upper()
    return tag if len(tag) == 2 and tag[0] in LETTERS and tag[1] in DIGITS else ""
