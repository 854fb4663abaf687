"""The result of a part of the bench: tables to read, and numbers for the model of docs/capacity.md."""

import sys
import time
from dataclasses import dataclass, field

from bench.table import Table


@dataclass(slots=True)
class Result:
    """Names of `numbers` end with their unit; simulate.py reads them."""

    tables: list[Table]
    numbers: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def progress(doing: str) -> None:
    """Print the current measurement for the person who waits; not a part of the results."""
    print(f"  {time.strftime('%H:%M:%S')} {doing}", file=sys.stderr, flush=True)
