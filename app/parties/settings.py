"""Changes a party's settings, by hand and at set times."""

from collections.abc import Mapping
from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection, Database
from app.parties.erasing import begin_erasure
from app.parties.scope import PartyScope, carried_through
from app.parties.state import write_party_state
from app.records.change import CLOCK, HOST, OPERATOR, ChangeKind, insert_change
from app.records.comment import update_comment_releases_stopped
from app.records.party import Party, PartyState, select_party, update_party_setting
from app.records.party_due import update_party_due
from app.records.party_settings import BY_NAME
from app.records.setting import Kind, Value, Who
from app.records.setting_values import checked, utc_moment
from app.records.waiting import APPROVAL, update_edits_stopped, update_releases_stopped

STATE_AT = {"opens_at": PartyState.OPEN, "closes_at": PartyState.ENDED}
"""What the party becomes at the time in a setting."""
REVEAL_AT = "reveal_at"
"""When everybody sees all photos."""
DELETES_AT = "deletes_at"
"""When everything of the party is deleted."""
TIMES = (*STATE_AT, REVEAL_AT, DELETES_AT)
DELETED_IN = timedelta(days=1)
"""A host must have set the deletion at least this long before it happens."""


@carried_through
async def change_settings(
    scope: PartyScope,
    values: Mapping[str, object],
    version: int | None,
    who: Who = Who.HOST,
    actor: str = HOST,
) -> Party:
    """Change settings, all or none of them.

    `version` is the version that the change is based on. A setting that somebody else has changed since is a
    409. With None this is not checked. Raises a 400 for a value that the setting does not take.
    """
    wanted = {name: checked(name, value, who) for name, value in values.items()}
    async with scope.database.transaction() as connection:
        after = await _change(connection, scope.party_id, wanted, version, actor)
    scope.hub.ring()
    return after


async def _change(
    connection: Connection, party_id: str, wanted: Mapping[str, Value], version: int | None, actor: str
) -> Party:
    before = await select_party(connection, party_id)
    if before is None:
        raise not_found()
    changed = {name: value for name, value in wanted.items() if before.setting(name) != value}
    versions = before.versions
    if version is not None and any(versions.get(name, 0) > version for name in changed):
        raise AppError(
            409, "SETTINGS_CHANGED", N_("Somebody else has just changed this. Here is how it is now.")
        )
    _refuse_past(before, changed)
    nos: dict[tuple[ChangeKind, str], int] = {}
    party = before
    for name, value in changed.items():
        told = BY_NAME[name].change_of(value)
        if told not in nos:
            nos[told] = await insert_change(connection, party_id, told[0], actor, now_iso(), detail=told[1])
        await update_party_setting(connection, party, name, value, nos[told])
        party = await _read(connection, party_id)
    if changed.get("showing") == "approved":
        # What is held back would show itself, and the hosts want to look first from now on.
        await update_releases_stopped(connection, party_id, APPROVAL)
        await update_edits_stopped(connection, party_id)
        await update_comment_releases_stopped(connection, party_id, APPROVAL)
    if changed:
        await update_party_due(connection, party_id, _due_at(party))
    return party


def _refuse_past(before: Party, changed: Mapping[str, Value]) -> None:
    zone = str(changed.get("time_zone", before.time_zone))
    for name in TIMES:
        local = str(changed.get(name, ""))
        if local and utc_moment(local, zone) <= now_iso():
            raise AppError(400, "BAD_REQUEST", N_("That time has passed already."))
        if local and name == DELETES_AT and utc_moment(local, zone) < to_iso(now() + DELETED_IN):
            raise AppError(400, "BAD_REQUEST", N_("Give everybody at least a day to take their photos home."))


def _due_at(party: Party) -> str:
    moments = [utc_moment(str(party.setting(name)), party.time_zone) for name in TIMES]
    return min((moment for moment in moments if moment), default="")


async def set_by_operator(database: Database, party_id: str, values: Mapping[str, Value]) -> Party:
    """Change settings that belong to the operator. Running servers notice it like any change."""
    wanted = {name: checked(name, value, Who.OPERATOR) for name, value in values.items()}
    async with database.taking_turns(party_id).transaction() as connection:
        return await _change(connection, party_id, wanted, None, OPERATOR)


async def set_state_by_operator(database: Database, party_id: str, state: PartyState) -> Party:
    """End a party or open it again, beside its running servers. Its host's words stay."""
    async with database.taking_turns(party_id).transaction() as connection:
        return await write_party_state(connection, party_id, state, None, OPERATOR)


@carried_through
async def carry_out_times(scope: PartyScope) -> None:
    """Open or end the party if its time has come. Times missed while no server ran are made up for.

    A time is forgotten once it is carried out, so that the host can decide otherwise afterwards.
    """
    async with scope.database.transaction() as connection:
        party = await select_party(connection, scope.party_id)
        if party is None:
            return
        due = sorted(
            (moment, name)
            for name in TIMES
            if "" < (moment := utc_moment(str(party.setting(name)), party.time_zone)) <= now_iso()
        )
        for _, name in due:
            if name == DELETES_AT:
                changed = await begin_erasure(connection, party)
            elif name == REVEAL_AT:
                changed = await _reveal(connection, party)
            else:
                changed = await write_party_state(connection, scope.party_id, STATE_AT[name], None, CLOCK)
            no = changed.head
            if no == party.head:
                no = await insert_change(
                    connection, scope.party_id, ChangeKind.SETTING, CLOCK, now_iso(), detail=name
                )
            await update_party_setting(connection, changed, name, "", no)
            party = await _read(connection, scope.party_id)
        await update_party_due(connection, scope.party_id, _due_at(party))
    scope.hub.ring()


async def _reveal(connection: Connection, party: Party) -> Party:
    """Let everybody see all photos, unless they do already."""
    if party.gallery_for == "everyone":
        return party
    no = await insert_change(connection, party.id, ChangeKind.SETTING, CLOCK, now_iso(), detail="gallery_for")
    await update_party_setting(connection, party, "gallery_for", "everyone", no)
    return await _read(connection, party.id)


async def _read(connection: Connection, party_id: str) -> Party:
    party = await select_party(connection, party_id)
    assert party is not None
    return party


assert all(BY_NAME[name].kind is Kind.MOMENT for name in TIMES)
