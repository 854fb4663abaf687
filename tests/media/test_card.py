"""Cards that the server draws: all words inside, in the party's colour; what the font has not is told."""

import io
import re

import pytest
from PIL import Image

from app.media.card import COLOURS, HEIGHT, MARGIN, WIDTH, draw_card
from app.web.assets import STATIC
from tests.running import CHECKOUT

FONT = STATIC / "vendor" / "figtree" / "figtree-latin-wght-normal.woff2"


@pytest.mark.parametrize("words", ["Hi", "Möge eure Liebe ewig währen " * 10, "W" * 280])
def test_all_words_lie_inside_the_margins(words: str) -> None:
    card = draw_card(words.strip(), "plum", "one", FONT)
    assert card.has_words
    picture = Image.open(io.BytesIO(card.jpeg)).convert("L")
    assert picture.size == (WIDTH, HEIGHT)
    box = picture.point(lambda level: 255 if level > 200 else 0).getbbox()
    assert box is not None
    assert box[0] >= MARGIN / 2
    assert box[1] >= MARGIN / 2
    assert box[2] <= WIDTH - MARGIN / 2
    assert box[3] <= HEIGHT - MARGIN / 2


def test_words_that_the_font_has_not_are_left_to_the_page() -> None:
    for words in ("مبروك", "恭喜", "Party 🎉"):
        card = draw_card(words, "clay", "one", FONT)
        assert not card.has_words
        picture = Image.open(io.BytesIO(card.jpeg)).convert("L")
        assert picture.point(lambda level: 255 if level > 200 else 0).getbbox() is None


def test_no_two_cards_are_the_same_bytes() -> None:
    assert draw_card("Hi", "clay", "one", FONT).jpeg != draw_card("Hi", "clay", "two", FONT).jpeg


def test_the_colours_are_those_of_the_pages() -> None:
    styles = (CHECKOUT / "static" / "css" / "looks.css").read_text()
    written = re.findall(r'"(\w+)"\] \{\s+--accent-on-light: (#\w{6});', styles)
    assert dict(written) == COLOURS
