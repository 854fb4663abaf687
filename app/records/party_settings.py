"""The settings of a party, one table.

The host's form, the API, the change list, docs/settings.md and what the `party` event tells come from it.
Each setting is a column of `parties`. So every look at the party's row has all of them, SQL can ask for
them, and a new setting is one line here and one in a migration. The table stands below the feed and the
actions, because both read it.
"""

from app.base.errors import N_
from app.base.i18n import ALL_LANGUAGES, language_name, languages
from app.records.change import ChangeKind
from app.records.moderation_settings import MODERATION_SETTINGS
from app.records.setting import Group, Hears, Kind, Setting, Who

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
GROUP_WORDS = {
    Group.TIMES: N_("Times"),
    Group.ACCESS: N_("Who gets in, and who sees what"),
    Group.GUESTS: N_("What guests may do"),
    Group.CHECKS: N_("What waits, and what comes down"),
    Group.SCREENS: N_("On the big screens"),
    Group.PRIVACY: N_("Privacy"),
}
MAX_TITLE = 80
MAX_MESSAGE = 200
MAX_NOTE = 400
MAX_CODE = 40
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
        "held_on",
        Kind.DAY,
        "",
        N_("Day of the party"),
        N_("Guests read it before the first photo, on printed codes and on the book’s cover."),
        hears=Hears.MEMBERS,
        group=Group.TIMES,
    ),
    Setting(
        "opens_at",
        Kind.MOMENT,
        "",
        N_("Open for photos at"),
        N_("By itself. Until then the switch decides."),
        hears=Hears.MEMBERS,
        group=Group.TIMES,
    ),
    Setting(
        "closes_at",
        Kind.MOMENT,
        "",
        N_("End the party at"),
        N_("By itself. The switch can open it again."),
        hears=Hears.MEMBERS,
        group=Group.TIMES,
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
        group=Group.TIMES,
    ),
    Setting(
        "entry_code",
        Kind.TEXT,
        "",
        N_("Code to get in"),
        N_("Empty: nobody is asked. The QR codes carry it. A new code lets those stay who are in already."),
        most=MAX_CODE,
        hears=Hears.NOBODY,
        group=Group.ACCESS,
    ),
    Setting(
        "languages",
        Kind.CHOICE,
        ALL_LANGUAGES,
        N_("Language of the guests’ pages and the big screen"),
        choices={
            ALL_LANGUAGES: N_("The one of each guest’s phone"),
            **{language: language_name(language) for language in languages()},
        },
        hears=Hears.NOBODY,
        group=Group.ACCESS,
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
        group=Group.ACCESS,
    ),
    Setting(
        "greetings_allowed",
        Kind.SWITCH,
        False,
        N_("Guests may send a greeting without a photo"),
        N_("Their words become a card, which is shown, looked at and hidden like a photo."),
    ),
    Setting("hearts_allowed", Kind.SWITCH, True, N_("Guests may give photos a heart")),
    Setting(
        "comments_allowed",
        Kind.SWITCH,
        False,
        N_("Guests may write comments under photos"),
        N_("In the gallery and the album, never on the big screen. They wait where photos do."),
    ),
    Setting(
        "sharing_allowed",
        Kind.SWITCH,
        False,
        N_("Guests may share their own photos by a link"),
        N_("With whoever gets the link. You see each such link under “Shared links”, and can end it."),
    ),
    Setting(
        "task_game",
        Kind.SWITCH,
        False,
        N_("Show who has solved the most photo tasks"),
        N_("On the guests’ page of tasks, by their names."),
    ),
    *MODERATION_SETTINGS,
    Setting(
        "photos_per_guest",
        Kind.NUMBER,
        0,
        N_("Photos from each guest, at most"),
        N_("0 for as many as they like"),
        most=10_000,
    ),
    Setting(
        "downloads_for",
        Kind.CHOICE,
        "everyone",
        N_("Which photos guests may save"),
        N_("The buttons beside a large photo. Nothing can keep a guest from a picture of the screen."),
        choices={
            "nobody": N_("None"),
            "own": N_("Their own"),
            "everyone": N_("All they see"),
        },
        group=Group.ACCESS,
    ),
    Setting(
        "privacy_note",
        Kind.TEXT,
        "",
        N_("A note on privacy"),
        N_("On the sending page, and behind a link on every page of your guests."),
        most=MAX_NOTE,
        group=Group.PRIVACY,
    ),
    Setting(
        "consent",
        Kind.TEXT,
        "",
        N_("What guests agree to before they send"),
        N_("Such as: everybody in my photos is fine with the big screen"),
        most=MAX_MESSAGE,
        group=Group.PRIVACY,
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
    Setting(
        "archived",
        Kind.SWITCH,
        False,
        N_("The party is archived"),
        N_("Only its members get in; for everybody else nothing is there."),
        who=Who.OPERATOR,
        hears=Hears.NOBODY,
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
