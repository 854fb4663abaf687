"""The table of who may do what, line by line, as it was decided."""

import pytest

from app.people.may import Verb, is_for_everybody, may
from app.people.roles import Actor, Role, Scope
from app.records.party import Party, PartyState
from app.records.photo import Photo, PhotoState
from tests.photo_rows import a_photo

# design: owner, host, helper, photographer, viewer, guest, server operator; a token's scope after the blank.
DECIDED = {
    Verb.SEE_SHOWN: "OHLPVG photos:read",
    Verb.SEND: "OHLPG photos:write",
    Verb.EDIT: "OH",
    Verb.DELETE: "OH",
    Verb.KEEP_PRIVATE: "",
    # An own photo's sender says it, too; the stricter one counts (tests/http/test_access.py).
    Verb.RESTRICT: "OH",
    Verb.SEE_KEPT: "OHLPV",
    Verb.CURATE: "OH",
    Verb.COLLECT: "OH album:write",
    Verb.REACT: "OHLPVG",
    Verb.COMMENT: "OHLPVG photos:write",
    Verb.SEE_ALL: "OHL moderate",
    Verb.HIDE: "OHL moderate",
    Verb.RESTORE: "OHL moderate",
    Verb.APPROVE: "OHL moderate",
    Verb.PANIC: "OHL moderate",
    Verb.PAUSE_UPLOADS: "OHL moderate",
    Verb.STEER_SCREENS: "OHL moderate",
    Verb.BAN: "OHL moderate",
    Verb.TAKE_ORIGINALS: "OH export",
    # Where the party lets them: `may()` with the party says so.
    Verb.TAKE_ALBUM: "OHLPVG",
    Verb.CHANGE_SETTINGS: "OH party:write",
    Verb.END_PARTY: "OH party:write",
    Verb.INVITE: "OH",
    Verb.MAKE_TOKENS: "OH",
    Verb.SHARE: "OH",
    Verb.CHANGE_ROLES: "O",
    Verb.DELETE_PARTY: "O",
    Verb.RUN_PARTIES: "S",
}
ACTORS = {
    "O": Actor(role=Role.OWNER),
    "H": Actor(role=Role.HOST),
    "L": Actor(role=Role.HELPER),
    "P": Actor(role=Role.PHOTOGRAPHER),
    "V": Actor(role=Role.VIEWER),
    "G": Actor("guest"),
    "S": Actor(is_operator=True),
}


def party(state: PartyState) -> Party:
    return Party(
        id="party",
        slug="party",
        title="",
        uploads_open=state is PartyState.OPEN,
        closed_message="",
        videos_allowed=True,
        head=0,
        ended=state is PartyState.ENDED,
    )


def photo_of(guest_id: str) -> Photo:
    return a_photo("party", guest_id=guest_id, state=PhotoState.SHOWN)


def test_every_verb_was_decided() -> None:
    assert set(DECIDED) == set(Verb)


@pytest.mark.parametrize("verb", list(Verb))
def test_a_verb_is_for_exactly_those_it_was_decided_for(verb: Verb) -> None:
    who, _, scope = DECIDED[verb].partition(" ")
    assert "".join(letter for letter, actor in ACTORS.items() if may(actor, verb)) == who
    scopes = [one for one in Scope if may(Actor(scopes=frozenset({one})), verb)]
    assert scopes == ([Scope(scope)] if scope else [])


@pytest.mark.parametrize("verb", [Verb.EDIT, Verb.DELETE, Verb.KEEP_PRIVATE, Verb.RESTRICT])
@pytest.mark.parametrize("role", [None, *Role])
def test_everybody_may_change_their_own_photo(verb: Verb, role: Role | None) -> None:
    assert may(Actor("me", role), verb, photo_of("me"))


@pytest.mark.parametrize("verb", [Verb.EDIT, Verb.DELETE])
@pytest.mark.parametrize("actor", [Actor("me"), Actor("me", Role.HELPER), Actor(None), Actor("")])
def test_only_a_host_may_change_somebody_elses(verb: Verb, actor: Actor) -> None:
    assert not may(actor, verb, photo_of("somebody else"))
    assert may(Actor("me", Role.HOST), verb, photo_of("somebody else"))


@pytest.mark.parametrize(
    "verb", sorted(set(Verb) - {Verb.EDIT, Verb.DELETE, Verb.KEEP_PRIVATE, Verb.RESTRICT})
)
def test_an_own_photo_gives_no_other_right(verb: Verb) -> None:
    assert may(Actor("me"), verb, photo_of("me")) == may(Actor("me"), verb)


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_says_whether_somebody_elses_photo_is_private(role: Role | None) -> None:
    assert not may(Actor("me", role), Verb.KEEP_PRIVATE, photo_of("somebody else"))


def test_a_guest_sends_while_the_party_is_open_and_members_during_a_break_too() -> None:
    who = {
        state: "".join(letter for letter, actor in ACTORS.items() if may(actor, Verb.SEND, party(state)))
        for state in PartyState
    }
    assert who == {PartyState.OPEN: "OHLPG", PartyState.BREAK: "OHLP", PartyState.ENDED: ""}


def test_what_everybody_may_needs_no_look_at_a_session() -> None:
    assert [verb for verb in Verb if is_for_everybody(verb)] == [
        Verb.SEE_SHOWN,
        Verb.REACT,
        Verb.COMMENT,
        Verb.TAKE_ALBUM,
    ]
