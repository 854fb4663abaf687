"""What a check finds, in plain words."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names what was checked. `advice` says what to do, and is empty when there is nothing to do."""

    check: str
    state: State
    message: str
    advice: str = ""


def good(check: str, message: str) -> Finding:
    return Finding(check, State.GOOD, message)


def note(check: str, message: str, advice: str) -> Finding:
    return Finding(check, State.NOTE, message, advice)


def wrong(check: str, message: str, advice: str) -> Finding:
    return Finding(check, State.WRONG, message, advice)
