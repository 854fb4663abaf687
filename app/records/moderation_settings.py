"""The settings of a party that say what is shown, to whom, and what waits: a part of the one table."""

from app.base.errors import N_
from app.records.setting import Hears, Kind, Setting

MAX_WORDS = 2000

MODERATION_SETTINGS = (
    Setting(
        "gallery_for",
        Kind.CHOICE,
        "everyone",
        N_("Who sees all photos"),
        N_("The big screens go on in any case, each opened by you or by its own link (Screens)."),
        choices={
            "everyone": N_("Everybody who has the link"),
            "members": N_("You and those you have invited. Guests see their own"),
        },
    ),
    Setting(
        "album_for",
        Kind.CHOICE,
        "hosts",
        N_("Who may take all originals home"),
        N_("As they were sent, with place and time where a camera wrote them. Their own everybody may take."),
        choices={
            "hosts": N_("You"),
            "members": N_("You and those you have invited"),
            "everyone": N_("Everybody who sees all photos"),
        },
        hears=Hears.NOBODY,
    ),
    Setting(
        "reveal_at",
        Kind.MOMENT,
        "",
        N_("Show all photos to everybody at"),
        N_("By itself. Empty: until you switch."),
        hears=Hears.MEMBERS,
    ),
    Setting(
        "deletes_at",
        Kind.MOMENT,
        "",
        N_("Delete everything at"),
        N_("Photos, originals, names, for good. This page warns you a week before. Empty: never."),
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
        "nudity_check",
        Kind.SWITCH,
        False,
        N_("Photos in which a program sees nakedness wait for you"),
        N_(
            "It looks at each photo on this server, and no picture leaves it. It misses some, and lets a few "
            "harmless ones wait: at a beach, say. It deletes nothing."
        ),
        hears=Hears.MEMBERS,
    ),
    Setting(
        "nudity_percent",
        Kind.NUMBER,
        60,
        N_("From how sure it is, in percent"),
        N_("With a lower number more photos wait, and fewer are missed."),
        least=1,
        most=99,
        hears=Hears.MEMBERS,
    ),
    Setting(
        "nudity_unable",
        Kind.CHOICE,
        "wait",
        N_("Photos that it could not look at"),
        N_("Where it is not installed, or this server has no time for it. “Waiting photos” says so."),
        choices={
            "wait": N_("Wait for you"),
            "pass": N_("Are shown"),
        },
        hears=Hears.MEMBERS,
    ),
    Setting(
        "tags_on_wall",
        Kind.SWITCH,
        True,
        N_("A short tag beside each photo on the wall"),
        N_("Such as A7: by it anybody can say on their phone what is wrong with a photo."),
    ),
    Setting(
        "tag_codes",
        Kind.SWITCH,
        False,
        N_("A small QR code beside that tag"),
        N_("Whoever scans it can say what is wrong with that photo. On walls that show one photo at a time."),
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
)
