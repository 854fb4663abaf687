"""The real pictures in the folder beside the checkout, as values; none is copied into the repository."""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "samples"
_INDEX = FOLDER / "index.tsv"


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of `index.tsv`; `expected` is accept, accept-degraded, reject-clear-error or either."""

    file: str
    kind: str
    expected: str
    upright_size: tuple[int, int] | None
    compare_to: str | None
    must_be_stripped: tuple[str, ...]

    @property
    def path(self) -> Path:
        return FOLDER / self.file

    @property
    def is_film(self) -> bool:
        """Tell whether it is a video, which its line calls no photo: a party takes those as well."""
        return self.path.suffix == ".mp4"

    @property
    def is_accepted(self) -> bool:
        return self.expected.startswith("accept")


def load_samples() -> list[Sample]:
    """Return every sample; none where the folder is missing, for which `require_samples` then speaks."""
    if not _INDEX.is_file():
        return []
    with _INDEX.open(encoding="utf-8", newline="") as lines:
        return [_sample(line) for line in csv.DictReader(lines, delimiter="\t")]


def require_samples() -> None:
    """Skip the calling test where the samples are missing; with CI=true fail it: CI must prove all."""
    if _INDEX.is_file():
        return
    message = f"the sample pictures are missing: no {_INDEX}"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{message}, and CI=true asks for every test")
    pytest.skip(message)


def _sample(line: dict[str, str]) -> Sample:
    has_size = bool(line["upright_w"])
    return Sample(
        file=line["file"],
        kind=line["kind"],
        expected=line["expected"],
        upright_size=(int(line["upright_w"]), int(line["upright_h"])) if has_size else None,
        compare_to=line["compare_to"] or None,
        must_be_stripped=tuple(part for part in line["must_be_stripped"].split(",") if part),
    )
