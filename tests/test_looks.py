"""Every look that the host can choose keeps its words legible, by day and by night."""

import itertools
import re
from pathlib import Path

import pytest

from app.records.party_settings import ACCENT_WORDS, GROUND_WORDS
from app.web.theme_colours import PAPERS

CSS = Path(__file__).parents[1] / "static" / "css"
DARK = "@media (prefers-color-scheme: dark) {"
AA = 4.5
AA_CONTROL = 3.0
# WCAG 2.2, relative luminance.
WEIGHTS = (0.2126, 0.7152, 0.0722)


def blocks(css: str) -> dict[str, dict[str, str]]:
    """Read the custom properties of each selector; those for the dark under "dark " and the selector."""
    found: dict[str, dict[str, str]] = {}
    day, *dark = css.split(DARK)
    for prefix, part in (("", day), ("dark ", "".join(dark))):
        for selector, body in re.findall(r"^ *([:\[][^{@]*?) *\{(.*?)\}", part, re.DOTALL | re.MULTILINE):
            for one in selector.split(","):
                values = re.findall(r"(--[\w-]+): ([^;]+);", body)
                found.setdefault(prefix + one.strip(), {}).update(values)
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip(WEIGHTS, linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colours(accent: str, ground: str, scheme: str) -> dict[str, str]:
    tokens = blocks((CSS / "tokens.css").read_text())
    looks_css = (CSS / "looks.css").read_text()
    # What is night stands behind the part for the dark, and holds by day as well.
    looks = blocks(looks_css.replace(looks_css[looks_css.index("/* Dark whatever") :], ""))
    night = blocks(looks_css[looks_css.index("/* Dark whatever") :])
    values = dict(tokens[":root"])
    if scheme == "dark":
        values |= tokens["dark :root"]
    values |= looks[f'[data-accent="{accent}"]'] | looks.get(f'[data-ground="{ground}"]', {})
    if scheme == "dark":
        values |= looks.get(f'dark [data-ground="{ground}"]', {})
    values |= night.get(f'[data-ground="{ground}"]', {})
    values["--accent"] = values[values["--accent"].removeprefix("var(").removesuffix(")")]
    return values


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("accent", "ground"), list(itertools.product(ACCENT_WORDS, GROUND_WORDS)))
def test_words_of_every_look_are_legible(accent: str, ground: str, scheme: str) -> None:
    values = colours(accent, ground, scheme)
    for below in ("--paper", "--surface", "--sunken"):
        for words in ("--ink", "--ink-soft", "--accent", "--good", "--bad"):
            measured = contrast(values[words], values[below])
            assert measured >= AA, f"{words} on {below}: {measured:.2f}"
        assert contrast(values["--control-line"], values[below]) >= AA_CONTROL, below
    assert contrast(values["--on-ink"], values["--accent"]) >= AA, "the words of a button"
    assert contrast(values["--on-ink"], values["--ink"]) >= AA


@pytest.mark.parametrize("accent", list(ACCENT_WORDS))
def test_every_accent_is_legible_on_the_wall(accent: str) -> None:
    wall = blocks((CSS / "wall.css").read_text())[":root"]
    assert wall["--accent"] == "var(--accent-on-dark)"
    colour = blocks((CSS / "looks.css").read_text())[f'[data-accent="{accent}"]']["--accent-on-dark"]
    assert contrast(colour, wall["--paper"]) >= AA
    assert contrast(colour, wall["--on-ink"]) >= AA


@pytest.mark.parametrize("ground", list(GROUND_WORDS))
def test_the_browser_s_bars_have_the_colour_of_the_ground(ground: str) -> None:
    by_day, by_night = (colours("clay", ground, scheme)["--paper"] for scheme in ("light", "dark"))
    assert PAPERS[ground] == (by_day, by_night)
