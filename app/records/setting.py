"""What a setting of a party is: its kind and bounds, who changes it, and who hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.records.change import ChangeKind

Value = str | bool | int


class Kind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    SWITCH = "switch"
    NUMBER = "number"
    """A whole number; 0 stands for no limit."""
    MOMENT = "moment"
    """A local time in the party's time zone, to the minute, as 2026-06-13T22:00; empty for none."""
    ZONE = "zone"
    """A name of the time zone database, as Europe/Berlin."""


class Who(StrEnum):
    HOST = "host"
    OPERATOR = "operator"
    """By whoever runs the server only."""


class Group(StrEnum):
    """Under which heading the host's form has it; each value is that heading's name in `GROUP_WORDS`."""

    TIMES = "times"
    ACCESS = "access"
    GUESTS = "guests"
    CHECKS = "checks"
    SCREENS = "screens"
    PRIVACY = "privacy"


class Hears(StrEnum):
    NOBODY = "nobody"
    MEMBERS = "members"
    """Their pages ask again when the version in the `party` event has risen."""
    EVERYONE = "everyone"
    """It stands in the `party` event."""


@dataclass(frozen=True, slots=True)
class Setting:
    """`most` bounds a text's characters or a number; a text with a `least` of 1 is never empty.

    `told_as` names what the `party` event says instead, where that depends on more than this setting.
    `changed_off` is the change of switching it off; the list of changes quotes the value if `is_quoted`.
    """

    name: str
    kind: Kind
    default: Value
    label: str
    hint: str = ""
    least: int = 0
    most: int = 0
    choices: Mapping[str, str] | None = None
    who: Who = Who.HOST
    hears: Hears = Hears.EVERYONE
    told_as: str = ""
    changed: ChangeKind = ChangeKind.SETTING
    changed_off: ChangeKind | None = None
    is_quoted: bool = False
    group: Group = Group.GUESTS
    is_in_general_form: bool = True

    def change_of(self, value: Value) -> tuple[ChangeKind, str]:
        """Return what the list of changes says when the setting becomes `value`."""
        if self.changed is ChangeKind.SETTING:
            return self.changed, self.name
        kind = self.changed_off if self.changed_off is not None and not value else self.changed
        return kind, str(value) if self.is_quoted else ""
