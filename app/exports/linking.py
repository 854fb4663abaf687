"""Link a page's modules into one plain script, and its style sheets into one: `file://` loads no modules.

For Chromium and Firefox every file is an origin of its own, and they refuse modules and fonts of other
origins. A bundler would do the same, but the server has no Node. Our own modules use only a little of the
language, and anything else raises.
"""

import base64
import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from markupsafe import Markup

STATIC = Path(__file__).parents[2] / "static"

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
LAZY = re.compile(r'\bawait import\("(\.[^"]+)"\)')
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
DEFAULT = re.compile(r"\bexport\{(\w+) as default\};?\s*$")
LEFT = re.compile(r"^(?:import|export)\b", re.MULTILINE)
FONT = re.compile(r'url\("([^"]+\.woff2)"\)')


class CannotLink(ValueError):
    """A module uses syntax that this linker does not know, or takes part in an import cycle."""


@cache
def linked_script(page: str) -> str:
    """Return the script of static/`page` with all its imports."""
    blocks: dict[str, str] = {}
    _link(page, blocks, ())
    return '"use strict";\n(() => {\nconst modules = {};\n' + "".join(blocks.values()) + "})();\n"


def _link(path: str, blocks: dict[str, str], above: tuple[str, ...]) -> None:
    if path in above:
        raise CannotLink(f"{path} imports itself by {above[-1]}")
    if path in blocks:
        return
    code = (STATIC / path).read_text(encoding="utf-8")
    for imported in [*(found[1] for found in IMPORT.findall(code)), *LAZY.findall(code)]:
        _link(_beside(path, imported), blocks, (*above, path))

    def bound(found: re.Match[str]) -> str:
        names = found[1].replace(" as ", ": ")
        return f"const {{{names}}} = modules[{_quoted(_beside(path, found[2]))}];"

    code = IMPORT.sub(bound, code)
    code = LAZY.sub(lambda found: f"modules[{_quoted(_beside(path, found[1]))}]", code)
    names = EXPORT.findall(code)
    code = EXPORT.sub("", code)
    if default := DEFAULT.search(code):
        code = DEFAULT.sub("", code)
        names.append(f"default: {default[1]}")
    if left := LEFT.search(code):
        raise CannotLink(f"{path}: {code[left.start() : left.start() + 60]}")
    blocks[path] = f"{{\n{code}\nmodules[{_quoted(path)}] = {{ {', '.join(names)} }};\n}}\n"


def _beside(path: str, imported: str) -> str:
    return normpath(join(dirname(path), imported))


def _quoted(path: str) -> str:
    return f'"{path}"'


@cache
def linked_styles(*sheets: str) -> str:
    """Return style sheets of static/ as one, with embedded fonts."""
    return "\n".join(_with_fonts(sheet) for sheet in sheets)


def _with_fonts(sheet: str) -> str:
    return FONT.sub(lambda found: _font(sheet, found[1]), _text(sheet))


def _font(sheet: str, address: str) -> str:
    font = (STATIC / _beside(sheet, address)).read_bytes()
    return f'url("data:font/woff2;base64,{base64.b64encode(font).decode()}")'


def _text(sheet: str) -> str:
    return (STATIC / sheet).read_text(encoding="utf-8")


@cache
def icons(*names: str) -> Markup:
    """Return symbols of our icons for inclusion in a page: a `file://` page may use none of another file."""
    sprite = _text("icons/icons.svg")
    found = [re.search(rf'<symbol id="{name}".*?</symbol>', sprite, re.DOTALL) for name in names]
    return Markup("".join(symbol[0] for symbol in found if symbol))  # noqa: S704 (our own file)
