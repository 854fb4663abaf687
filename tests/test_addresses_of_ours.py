"""No template and no script knows where a party lives: url_for and helpers/base.js make addresses."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted((ROOT / "templates").glob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
LITERAL_LINK = re.compile(r"""(?:href|src|action|formaction)=["']/(?!static/)""")
PATHS = r"(?:api|admin|upload|edit|wall|media|offline|join|qr\.svg|sw\.js|manifest\.webmanifest)\b"
# A path goes through one of these, or is what `ask` is given, which adds the party's part itself.
KNOWN = re.compile(r"""(?:ours\(|ask\w*\(|Ask\w*\(|BASE \+ |"data-base"\) \|\| ""\) \+ )$""", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_links_by_url_for(path: Path) -> None:
    assert LITERAL_LINK.findall(path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT / "static" / "js")))
def test_a_script_asks_under_the_partys_path(path: Path) -> None:
    text = path.read_text()
    for match in re.finditer(rf"""["'`]/{PATHS}""", text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        is_handed_on = re.search(r"const url = $", line) is not None
        assert KNOWN.search(line) or is_handed_on, f"{path.name}: {line.strip()}{match.group()}"
