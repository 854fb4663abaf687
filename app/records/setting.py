"""What a setting of a party is: its kind and limits, who changes it, and who is told."""

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
    """A local time in the party's time zone, to the minute, such as 2026-06-13T22:00; empty for none."""
    DAY = "day"
    """A day such as 2026-06-13; empty for none."""
    ZONE = "zone"
    """A name of the time zone database, such as Europe/Berlin."""


class Who(StrEnum):
    HOST = "host"
    OPERATOR = "operator"
    """Only by the operator."""


class Group(StrEnum):
    """The heading in the host's form. Each value is that heading's name in `GROUP_WORDS`."""

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
    """It is part of the `party` event."""


@dataclass(frozen=True, slots=True)
class Setting:
    """`most` limits a text's characters or a number; a text with a `least` of 1 is never empty.

    `told_as` names what the `party` event says instead, if that depends on more than this setting.
    `changed_off` is the change for switching it off. The list of changes quotes the value if `is_quoted`.
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
        """Return the entry for the list of changes when the setting becomes `value`."""
        if self.changed is ChangeKind.SETTING:
            return self.changed, self.name
        kind = self.changed_off if self.changed_off is not None and not value else self.changed
        return kind, str(value) if self.is_quoted else ""
