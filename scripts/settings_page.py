"""Write docs/settings.md from the table of a party's settings; `--check` only compares the two."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "settings.md"
sys.path.insert(0, str(ROOT))

from app.records.party_settings import SETTINGS  # noqa: E402 (the path comes first)
from app.records.setting import Kind, Setting  # noqa: E402

HEAD = """# The settings of a party

Written by `scripts/settings_page.py` from `app/records/party_settings.py`; do not edit it by hand.

A host changes these on the host's page, or with `PUT /api/admin/settings`:
`{"version": 12, "settings": {"names_asked": "always"}}`. The version is the one that
`GET /api/admin/settings` told. Where somebody has changed one of these settings since, the answer is 409
`SETTINGS_CHANGED`, and nothing is changed; a value that a setting does not take is a 400. Each change is in
the list of what happened. Settings of the *operator* are changed by a command on the server.

"Everyone" hears of a setting in the `party` event and in `GET /api/photos`. Members' pages ask again
when the event's `settings_version` has risen.

"""


def bounds(setting: Setting) -> str:
    match setting.kind:
        case Kind.TEXT:
            return f"text, {setting.least} to {setting.most} characters"
        case Kind.CHOICE:
            return ", ".join(f"`{choice}`" for choice in setting.choices or ())
        case Kind.SWITCH:
            return "`true` or `false`"
        case Kind.NUMBER:
            return f"{setting.least} to {setting.most}; 0 for no limit"
        case Kind.MOMENT:
            return "local time such as `2026-06-13T22:00`, or empty"
        case Kind.DAY:
            return "day such as `2026-06-13`, or empty"
        case Kind.ZONE:
            return "a name such as `Europe/Berlin`"


def page() -> str:
    rows = ["| setting | meaning | takes | default | changed by | heard by |", "|---|---|---|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{str(setting.default).lower() if setting.kind is Kind.SWITCH else setting.default}`"
        told = f"{setting.hears}" + (f" (as `{setting.told_as}`)" if setting.told_as else "")
        hint = f". {setting.hint}" if setting.hint else ""
        shown = default if setting.default != "" else ""
        row = [f"`{setting.name}`", setting.label + hint, bounds(setting), shown, str(setting.who), told]
        rows.append("| " + " | ".join(row) + " |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        sys.exit("docs/settings.md is not what the table says: run scripts/settings_page.py")
