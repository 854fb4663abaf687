"""What a host sends about the party, checked and turned into dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import N_, bad_request
from app.base.fields import mapping, text_of
from app.base.plain_text import clean_line

MAX_MESSAGE = 200


STATES = ("open", "break", "ended")


@dataclass(frozen=True, slots=True)
class PartyStateForm:
    state: str
    message: str


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """New values by their settings' names, and the version that they were chosen from."""

    values: Mapping[str, object]
    version: int


def party_state_form(fields: object) -> PartyStateForm:
    """Read `state`, one of STATES. `open` stands for the first (true) and the second of them (false)."""
    values = mapping(fields)
    is_open, state = values.get("open"), values.get("state")
    if state is None and isinstance(is_open, bool):
        state = STATES[0] if is_open else STATES[1]
    if state not in STATES:
        raise bad_request(N_("Say what the party is: open, break or ended."))
    return PartyStateForm(state=state, message=clean_line(text_of(values, "message") or "", MAX_MESSAGE))


def settings_form(fields: object) -> SettingsForm:
    """Read `version` and `settings`. The settings' values are not checked here."""
    values = mapping(fields)
    version, chosen = values.get("version"), values.get("settings")
    if (
        not isinstance(version, int)
        or isinstance(version, bool)
        or not isinstance(chosen, Mapping)
        or not chosen
    ):
        raise bad_request(N_("Say what to change, and from which version: “version” and “settings”."))
    return SettingsForm(chosen, version)


def identity_form(fields: object) -> Mapping[str, object]:
    """Read title, accent and ground, all three. Their values are not checked here."""
    values = mapping(fields)
    return {name: values.get(name, "") for name in ("title", "accent", "ground")}


def videos_form(fields: object) -> bool:
    is_allowed = mapping(fields).get("allowed")
    if not isinstance(is_allowed, bool):
        raise bad_request(N_("Say whether guests may send videos: true or false."))
    return is_allowed
