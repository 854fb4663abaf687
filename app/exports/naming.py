"""Names for exported files: useful, unique, and valid on every system.

Windows forbids <>:"/\\|?*, a dot or a space at the end, and the names of its devices (CON, NUL). It does not
distinguish upper from lower case. Encrypted folders on Linux allow 143 bytes. Marks that change the direction
of text could make a name read backwards, so they are removed.
"""

import re
import unicodedata
from datetime import datetime

MAX_BYTES = 120
"""Limit for a name without its number and extension."""
REPLACED = str.maketrans(
    {'"': "'", "/": "-", "\\": "-", "|": "-", ":": "-", "<": "(", ">": ")", "?": " ", "*": " "}
)
HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
JOINER = "\u200d"
BLANK = "_"


def clean_name(text: str) -> str:
    """Return the part of `text` that is valid in a name. May be empty."""
    text = unicodedata.normalize("NFC", HIDDEN.sub("", text)).translate(REPLACED)
    text = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") else letter for letter in text
    )
    return " ".join(text.split()).strip(". ")


def folder_name(text: str, otherwise: str) -> str:
    """Return a folder's name for a person's name."""
    # A leading dot hides a file, and a leading tilde or hyphen has a meaning to programs.
    name = cut(clean_name(text).lstrip("~-"), MAX_BYTES).strip(". ") or otherwise
    return BLANK + name if DEVICES.match(name) else name


def file_stem(at: datetime, author: str, caption: str) -> str:
    """Return `2026-06-20 21-14-03 Mia - Caught the first dance`."""
    words = " - ".join(part for part in (clean_name(author), clean_name(caption)) if part)
    return cut(f"{at:%Y-%m-%d %H-%M-%S} {words}", MAX_BYTES).strip(". ")


def cut(name: str, most_bytes: int) -> str:
    """Cut a name to at most `most_bytes` of UTF-8, between letters as people see them."""
    encoded = name.encode()
    if len(encoded) <= most_bytes:
        return name
    kept = encoded[:most_bytes].decode(errors="ignore")
    rest = name[len(kept) :]
    # Never between a letter and its marks, nor inside an emoji that consists of several with joiners.
    while kept and (_goes_on(rest[0]) or kept[-1] == JOINER):
        kept, rest = kept[:-1], kept[-1] + rest
    return kept


def _goes_on(letter: str) -> bool:
    is_skin = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return letter == JOINER or is_skin or unicodedata.category(letter) in ("Mn", "Mc", "Me")


class NamesTaken:
    """Gives each file a unique name, however a system compares names. It stores one number for each name."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._last: dict[int, int] = {}

    def take(self, stem: str, ending: str) -> str:
        number = self._last.get(key := self._key(stem + ending), 1)
        name = stem + ending
        while self._key(name) in self._taken:
            number += 1
            name = f"{stem} ({number}){ending}"
        if number > 1:
            self._last[key] = number
        self._taken.add(self._key(name))
        return name

    @staticmethod
    def _key(name: str) -> int:
        return hash(unicodedata.normalize("NFKC", name.casefold()))
