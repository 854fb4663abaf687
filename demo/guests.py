"""Who sends the demo pictures, and what they write under them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from demo import pictures

GUESTS = (
    "Amira",
    "Jonas",
    "Grandma Ruth",
    "Mateo",
    "Yuki",
    "Tante Hilde",
    "Priya",
    "Ben & Chloé",
    "Oluwaseun",
    "Frederik",
)

# By the name of the scene: the first is for the first round of pictures, the next for the next.
CAPTIONS: dict[str, tuple[str, ...]] = {
    "festoon": (
        "Someone climbed a very tall ladder for this",
        "Every bulb checked twice by Dad",
        "",
        "Lights on, shoes off",
    ),
    "balloons": ("Fifteen went up, nobody cried", "Halt sie gut fest!", "The knot held until the speeches"),
    "sunset": (
        "We ran down to the water for this one",
        "The boat was not staged, I promise",
        "Abendrot, bestellt und geliefert",
    ),
    "champagne": (
        "One for you, one for me, one for the photo",
        "Auf euch beide!",
        "To sixty more years of this 🥂",
    ),
    "bouquet": (
        "I caught it. I am as surprised as you are.",
        "",
        "Picked by Tante Hilde, guarded by Tante Hilde",
    ),
    "ridges": ("The view from the car park, honestly", "Drove six hours. Would do it again.", ""),
    "lanterns": (
        "We each wrote a wish on ours and promised not to tell, so all I will say is that mine was about the "
        "two of you, about this lake, and about doing this again in ten years",
        "Mine is the crooked one",
        "Flieg, kleines Licht",
    ),
    "tent": ("The quiet five minutes before the band", "Home for one night", "Von draußen fast noch schöner"),
    "poppies": ("Found on the shortcut that was not a shortcut", "", "Mohn bis zum Horizont"),
    "candles": (
        "Dinner is late and nobody minds",
        "The good tablecloth is out",
        "Kerzenlicht steht uns allen",
    ),
    "fireworks": ("The dog slept through all of it 🎆", "Ohhh!", "Best seats: the roof of the boathouse"),
    "stage": ("They played OUR song!", "My knees will file a complaint tomorrow", "Zugabe! Zugabe!"),
    "dawn": ("Still awake. Worth it.", "Morning after, floating home", ""),
    "mirror ball": (
        "Borrowed from Frederik’s cellar, do not ask",
        "Gravity is holding, so far",
        "Grandma Ruth is winning",
    ),
    "lake": ("", "Frühnebel und starker Kaffee", "Nobody else was up. Only the heron."),
    "sparklers": (
        "Hold still, this takes one second",
        "We tried to write your names and got as far as the first letter",
        "",
    ),
    "skyline": ("From the night bus home", "Somewhere down there is my left shoe", "Gute Nacht, Stadt"),
    "confetti": (
        "I will find this in my bag for years",
        "Three, two, one …",
        "Konfetti im Haar, Glück im Gesicht",
    ),
    "dunes": ("Went for a walk, met the moon", "", "Sand in everything, no regrets"),
    "aurora": (
        "The sky wanted to be invited too",
        "Nobody said a word for a minute",
        "Kein Filter, wirklich nicht",
    ),
}


@dataclass(frozen=True, slots=True)
class DemoPhoto:
    """One picture with its words, as a guest's phone would send it."""

    guest: str
    caption: str
    jpeg: bytes
    taken_at: datetime


def guest_of(number: int) -> str:
    """Say who sends a picture; each round the scenes go to other guests."""
    return GUESTS[(number * 7 + number // len(pictures.SCENES) * 3) % len(GUESTS)]


def caption_of(number: int) -> str:
    """Give the words under a picture; some guests write none."""
    captions = CAPTIONS[pictures.scene_of(number).name]
    return captions[number // len(pictures.SCENES) % len(captions)]


def demo_photo(number: int) -> DemoPhoto:
    """Give the number-th photo of the demo party, counted from 0 without end; `taken_at` is in UTC."""
    return DemoPhoto(
        guest=guest_of(number),
        caption=caption_of(number),
        jpeg=pictures.draw(number),
        taken_at=pictures.taken_at(number).astimezone(UTC),
    )
