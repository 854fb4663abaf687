"""What answers say: a refusal in its words, a photo of its files."""

from typing import Any

import httpx


def assert_error(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert len(error["message"].split()) >= 3


def rendition(photo: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what a photo's JSON says of that file; nothing when there is none."""
    return next((each for each in photo["renditions"] if each["name"] == name), {})
