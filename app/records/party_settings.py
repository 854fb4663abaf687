"""The settings of a party, one table.

From it come the host's form, the API, the change list, docs/settings.md and what the `party` event tells.
Each setting is a column of `parties`: the row that every look reads anyway has all of them, SQL can ask for
them, and a new one is one line here and one in a migration. It stands below the feed and the actions, which
both read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.base.errors import N_
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
    """By a command on the server only."""


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
    is_in_general_form: bool = True

    def change_of(self, value: Value) -> tuple[ChangeKind, str]:
        """Return what the list of changes says when the setting becomes `value`."""
        if self.changed is ChangeKind.SETTING:
            return self.changed, self.name
        kind = self.changed_off if self.changed_off is not None and not value else self.changed
        return kind, str(value) if self.is_quoted else ""


ACCENT_WORDS = {
    "clay": N_("Clay"),
    "rose": N_("Rose"),
    "plum": N_("Plum"),
    "blue": N_("Blue"),
    "teal": N_("Teal"),
    "green": N_("Green"),
    "gold": N_("Gold"),
}
GROUND_WORDS = {
    "paper": N_("Paper"),
    "white": N_("White"),
    "mist": N_("Mist"),
    "blush": N_("Blush"),
    "night": N_("Night"),
}
MAX_TITLE = 80
MAX_MESSAGE = 200
MAX_NOTE = 400
MAX_CODE = 40
MAX_WORDS = 2000
MAX_ZONE = 60

SETTINGS = (
    Setting(
        "title",
        Kind.TEXT,
        "Our party",
        N_("Title"),
        least=1,
        most=MAX_TITLE,
        changed=ChangeKind.RENAMED,
        is_quoted=True,
        is_in_general_form=False,
    ),
    Setting(
        "accent",
        Kind.CHOICE,
        "clay",
        N_("Colour"),
        choices=ACCENT_WORDS,
        changed=ChangeKind.STYLED,
        is_in_general_form=False,
    ),
    Setting(
        "ground",
        Kind.CHOICE,
        "paper",
        N_("Background"),
        choices=GROUND_WORDS,
        changed=ChangeKind.STYLED,
        is_in_general_form=False,
    ),
    Setting(
        "closed_message",
        Kind.TEXT,
        "",
        N_("What guests read during a break"),
        most=MAX_MESSAGE,
        told_as="message",
        is_in_general_form=False,
    ),
    Setting(
        "ended_message",
        Kind.TEXT,
        "",
        N_("What guests read after the party"),
        most=MAX_MESSAGE,
        told_as="message",
        is_in_general_form=False,
    ),
    Setting(
        "videos_allowed",
        Kind.SWITCH,
        True,
        N_("Guests may send videos"),
        told_as="videos",
        changed=ChangeKind.VIDEOS_ON,
        changed_off=ChangeKind.VIDEOS_OFF,
        is_in_general_form=False,
    ),
    Setting(
        "opens_at",
        Kind.MOMENT,
        "",
        N_("Open for photos at"),
        N_("By itself. Until then the switch decides."),
        hears=Hears.MEMBERS,
    ),
    Setting(
        "closes_at",
        Kind.MOMENT,
        "",
        N_("End the party at"),
        N_("By itself. The switch can open it again."),
        hears=Hears.MEMBERS,
    ),
    Setting(
        "time_zone",
        Kind.ZONE,
        "UTC",
        N_("Time zone of these times"),
        N_("Such as Europe/Berlin"),
        least=1,
        most=MAX_ZONE,
        hears=Hears.MEMBERS,
    ),
    Setting(
        "entry_code",
        Kind.TEXT,
        "",
        N_("Code to get in"),
        N_("Empty: nobody is asked. The QR codes carry it. A new code lets those stay who are in already."),
        most=MAX_CODE,
        hears=Hears.NOBODY,
    ),
    Setting(
        "names_asked",
        Kind.CHOICE,
        "optional",
        N_("Names of guests"),
        choices={
            "no": N_("Not asked for"),
            "optional": N_("If they like"),
            "always": N_("Always"),
        },
    ),
    Setting(
        "showing",
        Kind.CHOICE,
        "at_once",
        N_("How photos come to be shown"),
        N_("A switch back shows nothing by itself: what waits then waits for you."),
        choices={
            "at_once": N_("At once"),
            "held": N_("After a while, unless somebody stops it"),
            "approved": N_("When one of you has said yes"),
        },
        hears=Hears.MEMBERS,
    ),
    Setting(
        "hold_seconds",
        Kind.NUMBER,
        15,
        N_("How long “a while” is, in seconds"),
        least=3,
        most=600,
        hears=Hears.MEMBERS,
    ),
    Setting(
        "reports_needed",
        Kind.NUMBER,
        3,
        N_("Guests’ reports that take a photo down until you decide"),
        N_("Of different guests, from more than one network. 0: none do, and you are told."),
        most=100,
        hears=Hears.MEMBERS,
    ),
    Setting(
        "in_it_hides",
        Kind.SWITCH,
        False,
        N_("One who says “I’m in it” takes a photo down until you decide"),
        hears=Hears.MEMBERS,
    ),
    Setting(
        "unwanted_words",
        Kind.TEXT,
        "",
        N_("Words that let a photo wait for you"),
        N_("In names and captions, with commas between. A star stands for any letters: party*"),
        most=MAX_WORDS,
        hears=Hears.NOBODY,
    ),
    Setting(
        "tags_on_wall",
        Kind.SWITCH,
        True,
        N_("A short tag beside each photo on the wall"),
        N_("Such as A7: by it anybody can say on their phone what is wrong with a photo."),
    ),
    Setting(
        "banned_photos",
        Kind.CHOICE,
        "kept",
        N_("What a banned guest sends"),
        choices={
            "kept": N_("Is taken in and shown to nobody"),
            "refused": N_("Is refused"),
        },
        hears=Hears.MEMBERS,
    ),
    Setting(
        "photos_per_guest",
        Kind.NUMBER,
        0,
        N_("Photos from each guest, at most"),
        N_("0 for as many as they like"),
        most=10_000,
    ),
    Setting(
        "downloads_allowed",
        Kind.SWITCH,
        True,
        N_("Guests may save photos"),
        N_("The buttons beside a large photo. Nothing can keep a guest from a picture of the screen."),
    ),
    Setting(
        "privacy_note",
        Kind.TEXT,
        "",
        N_("A note on privacy for the sending page"),
        most=MAX_NOTE,
    ),
    Setting(
        "consent",
        Kind.TEXT,
        "",
        N_("What guests agree to before they send"),
        N_("Such as: everybody in my photos is fine with the big screen"),
        most=MAX_MESSAGE,
    ),
    Setting(
        "quota_photos",
        Kind.NUMBER,
        0,
        N_("Photos that the party may have"),
        most=10_000_000,
        who=Who.OPERATOR,
        hears=Hears.NOBODY,
    ),
    Setting(
        "quota_mb",
        Kind.NUMBER,
        0,
        N_("MB that the party’s originals may take"),
        most=100_000_000,
        who=Who.OPERATOR,
        hears=Hears.NOBODY,
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
