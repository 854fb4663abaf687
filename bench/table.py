"""A table of results, as text for the terminal and as Markdown for docs/capacity.md."""

from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are as wide as `columns`; None is an empty cell. The note says how to read it."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    note: str = ""

    def text(self) -> str:
        cells = self._cells()
        widths = [max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        numeric = self._numeric()
        lines = [
            "  ".join(
                cell.rjust(width) if is_numeric else cell.ljust(width)
                for cell, width, is_numeric in zip(row, widths, numeric, strict=True)
            ).rstrip()
            for row in cells
        ]
        rule = "-" * max(map(len, lines))
        return "\n".join([self.title, lines[0], rule, *lines[1:], *([self.note] if self.note else [])])

    def markdown(self) -> str:
        head, *rows = self._cells()
        rule = ["---:" if is_numeric else "---" for is_numeric in self._numeric()]
        lines = ["| " + " | ".join(row) + " |" for row in (head, rule, *rows)]
        return "\n".join([f"**{self.title}**", "", *lines, *(["", self.note] if self.note else [])])

    def _cells(self) -> list[tuple[str, ...]]:
        return [self.columns, *(tuple(written(cell) for cell in row) for row in self.rows)]

    def _numeric(self) -> list[bool]:
        return [
            any(isinstance(row[place], int | float) for row in self.rows)
            for place in range(len(self.columns))
        ]


def written(cell: Cell) -> str:
    """Write a number with about three significant digits: 1,234 / 56.7 / 8.90 / 0.12."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"


def ratio(value: float | None, other: float | None) -> float | None:
    """Divide, or None where either is missing."""
    return value / other if value is not None and other else None
