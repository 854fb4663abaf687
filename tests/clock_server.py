"""A server whose clock a test sets: a night passes at once."""

from pathlib import Path

from tests.running import Server, program_after


class ClockServer(Server):
    """It reads the time from a file beside its data folder. Its first start is at BEGIN."""

    BEGIN = "2026-06-13T15:00:00+00:00"
    PROGRAM = program_after(
        "import os, pathlib, datetime, app.base.clock",
        "file = pathlib.Path(os.environ['PARTYWALL_DATA_DIR'] + '.clock')",
        "app.base.clock.now = lambda: datetime.datetime.fromisoformat(file.read_text())",
    )

    def __init__(self, data_dir: Path, **options: object) -> None:
        super().__init__(data_dir, **options)
        self.set_clock(self.BEGIN)

    def set_clock(self, at: str) -> None:
        """Let it be `at`, in ISO 8601 with an offset."""
        written = Path(f"{self.data_dir}.clock.new")
        written.write_text(at)
        # In one step: the server never reads half a time.
        written.rename(f"{self.data_dir}.clock")
