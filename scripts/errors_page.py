"""Write docs/errors.md from the catalogue of error codes; `--check` only compares the two."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "errors.md"
sys.path.insert(0, str(ROOT))

from app.base.codes import CHAPTERS  # noqa: E402 (the path comes first)

HEAD = """# Error codes

Written by `scripts/errors_page.py` from `app/base/codes.py`; do not edit it by hand.

A refusal of the API is JSON: `{"error": {"code": "NOT_FOUND", "message": "…"}}`. The code names one cause,
always comes with the same HTTP status, and never changes its meaning; new codes may be added. The message is
for a person, in the language of `Accept-Language`. Where `Retry-After` is sent, the same request may work
after so many seconds.

- 503 `BUSY` may have `ahead`: how many photos wait before this one.
- 500 `FAULT` has `request`: the id by which the server's log tells what went wrong.
- A proxy on the way may answer in its own words. An answer that is not this JSON says nothing about the
  request.

"""


def page() -> str:
    chapters = []
    for title, codes in CHAPTERS.items():
        rows = [f"| `{name}` | {code.status} | {code.when} |" for name, code in codes.items()]
        chapters.append("\n".join([f"## {title}", "", "| code | status | when |", "|---|---|---|", *rows]))
    return HEAD + "\n\n".join(chapters) + "\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        sys.exit("docs/errors.md is not what the catalogue says: run scripts/errors_page.py")
