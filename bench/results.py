"""The last results: bench/results.json for simulate.py, and their tables in docs/capacity.md."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.result import Result
from bench.table import Table

FILE = Path(__file__).parent / "results.json"
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "capacity.md"

Kept = dict[str, Any]


def read() -> Kept:
    """Return the kept results: `parts` by name, each with its machine, tables and numbers."""
    kept: Kept = json.loads(FILE.read_text()) if FILE.exists() else {"parts": {}}
    return kept


def numbers() -> dict[str, float]:
    """Return every number that the bench has measured, by name; each name ends with its unit."""
    return {name: value for part in read()["parts"].values() for name, value in part["numbers"].items()}


def keep(name: str, result: Result, machine: dict[str, str], taken: str, is_quick: bool) -> None:
    """Replace a part's former results."""
    kept = read()
    kept["parts"][name] = {
        "taken": taken,
        "is_quick": is_quick,
        "machine": machine,
        "numbers": {key: float(f"{value:.4g}") for key, value in result.numbers.items()},
        "tables": [asdict(table) for table in result.tables],
        "skipped": result.skipped,
    }
    FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def write_section(document: Path, name: str, text: str) -> None:
    """Replace the text between the markers of a section; raise ValueError where they are missing."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, has_begin, rest = document.read_text().partition(begin)
    _, has_end, after = rest.partition(end)
    if not has_begin or not has_end:
        raise ValueError(f"{document.name} has no section {name}")
    document.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}")


def results_markdown(order: list[str]) -> str:
    """Write the kept results as Markdown, parts in this order, and the machine where it changes."""
    pieces, machine = [], None
    parts = read()["parts"]
    for name in (name for name in order if name in parts):
        part = parts[name]
        if part["machine"] != machine:
            machine = part["machine"]
            pieces.append("\n".join(f"- {key}: {value}" for key, value in machine.items()))
        how = "a quick run" if part["is_quick"] else "a whole run"
        pieces.append(f"### {name}\n\n{part['taken']}, {how}.")
        pieces += [_table(table).markdown() for table in part["tables"]]
        pieces += [f"Skipped: {reason}." for reason in part["skipped"]]
    return "\n\n".join(pieces)


def _table(kept: Kept) -> Table:
    return Table(
        kept["title"], tuple(kept["columns"]), [tuple(row) for row in kept["rows"]], note=kept["note"]
    )
