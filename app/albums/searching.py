"""Turn the clauses of a query into questions to the index, and find the photos that the asker may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import cast

from app.albums.alike import is_meant
from app.albums.found_by import grams_of
from app.albums.query import OF_ITS_STATE, Clause, Inside, Is, Kind, Taken, Words
from app.albums.taken import DAY_S
from app.albums.terms import EVERY, HOSTS_FIELDS, Field, fold, term, words_of
from app.db import Connection
from app.people.may import SeenStates
from app.records.collection import select_collections
from app.records.collection_photos import rule_in_collections
from app.records.door import select_doors
from app.records.photo import PhotoState
from app.records.photo_words import Choice, Looked, number_at, select_party_no
from app.records.search import Found, Visible, Wanted, select_found, select_found_count
from app.records.search_terms import select_terms_alike

MOST_COUNTED = 500
"""Beyond this the answer says only "more": an exact count would read all photos."""
MOST_MEANT = 4
LOOKED_AT = 24
MOST_TRIED = 8
LONGEST_ZONE_S = 14 * 3600

_WHOLE = {Field.TAG: Field.WHOLE_TAG, Field.PLACE: Field.WHOLE_PLACE}
_STATES = {
    Kind.SHOWN: PhotoState.SHOWN,
    Kind.WAITING: PhotoState.WAITING,
    Kind.HIDDEN: PhotoState.HIDDEN,
}


@dataclass(frozen=True, slots=True)
class Seer:
    """The person who searches: what `may_see` allows, whether they see others' photos, whether as a host."""

    guest_id: str
    states: SeenStates
    sees_all: bool
    is_host: bool
    reads_comments: bool = False
    """Words are searched in comments, too, if the party has comments on."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A word that found nothing, and the word that was searched in its place."""

    typed: str
    meant: tuple[str, ...]


async def wanted_of(
    connection: Connection, party_id: str, clauses: Sequence[Clause], seer: Seer
) -> Wanted | None:
    """Return the clauses as one question to the index. None if no photo can match."""
    every: list[Choice] = []
    none: list[Choice] = []
    rules: list[str] = []
    params: dict[str, object] = {}
    numbers: tuple[int, int] | None = None
    for clause in clauses:
        match clause:
            case Words():
                choice = await _choice(connection, party_id, clause, seer)
                if choice:
                    (none if clause.is_excluded else every).append(choice)
                elif not clause.is_excluded:
                    return None
            case Is(kind=kind) if kind in OF_ITS_STATE:
                rules.append(_of_state(kind, is_excluded=clause.is_excluded))
            case Is(kind=kind):
                choice = (Looked((term(Field.KIND, kind.value),), is_prefix=False),)
                (none if clause.is_excluded else every).append(choice)
            case Inside():
                rule, asked = await _inside(connection, party_id, clause, len(rules))
                if not asked and not clause.is_excluded:
                    return None
                rules += [rule] if asked else []
                params |= asked
            case Taken(slot=slot):
                rules.append(f"{'not ' if clause.is_excluded else ''}({slot.sql('w.local_s')})")
                if not clause.is_excluded:
                    every += _narrowed(clause)
                    numbers = await _between(connection, party_id, clause, numbers)
    if none and not every:
        every.append((Looked((EVERY,), is_prefix=False),))
    return Wanted(
        visible=_visible(clauses, seer),
        every=tuple(every),
        none=tuple(none),
        rules=tuple(rules),
        params=params | ({"mine": seer.guest_id} if any(":mine" in rule for rule in rules) else {}),
        numbers=numbers,
    )


def _visible(clauses: Sequence[Clause], seer: Seer) -> Visible:
    """Search what the gallery shows to the asker. Search the rest only if a clause asks for it."""
    asked = {clause.kind for clause in clauses if isinstance(clause, Is) and not clause.is_excluded}
    own, others = seer.states.own, seer.states.others
    if not asked & {Kind.WAITING, Kind.HIDDEN}:
        own, others = own & {PhotoState.SHOWN, PhotoState.WAITING}, others & {PhotoState.SHOWN}
    is_all = seer.sees_all
    return Visible(
        seer.guest_id, own, others if is_all else frozenset(), sees_kept=is_all and seer.states.sees_kept
    )


def _of_state(kind: Kind, *, is_excluded: bool) -> str:
    rule = "p.guest_id = :mine" if kind is Kind.MINE else f"p.state = '{_STATES[kind].value}'"
    return f"not ({rule})" if is_excluded else rule


async def _inside(
    connection: Connection, party_id: str, clause: Inside, no: int
) -> tuple[str, dict[str, object]]:
    """Return the condition that a photo is in a collection with that title. No values if there is none."""
    meant = [
        one.id for one in await select_collections(connection, party_id) if _is_titled(one.title, clause)
    ]
    if not meant:
        return "", {}
    return rule_in_collections(meant, "p.id", f"in{no}_", is_excluded=clause.is_excluded)


def _is_titled(title: str, clause: Inside) -> bool:
    words = list(clause.words)
    if clause.is_whole:
        return words_of(title, is_typed=True) == words
    begun = words_of(title)[: len(words)]
    return begun[:-1] == words[:-1] and bool(begun) and begun[-1].startswith(words[-1])


async def _choice(connection: Connection, party_id: str, clause: Words, seer: Seer) -> Choice:
    """Return what a clause of words searches for. Nothing if this seer may not search its field."""
    if clause.field in HOSTS_FIELDS and not seer.is_host:
        return ()
    if clause.field is Field.COMMENT and not seer.reads_comments:
        return ()
    if clause.field is Field.DOOR:
        doors = await select_doors(connection, party_id)
        found = [door.id for door in doors if _is_called(door.label, clause)]
        return tuple(Looked((term(Field.DOOR, fold(each)),), is_prefix=False) for each in found)
    if clause.is_whole and clause.field in _WHOLE:
        return (Looked((term(_WHOLE[clause.field], " ".join(clause.words)),), is_prefix=False),)
    terms = tuple(term(clause.field, word) for word in clause.words)
    is_prefix = not clause.is_whole and clause.field is not Field.COLOUR
    choice: Choice = (Looked(terms, is_prefix),)
    if clause.field is Field.WORD and seer.reads_comments:
        choice += (Looked(tuple(term(Field.COMMENT, word) for word in clause.words), is_prefix),)
    choice += tuple(Looked((term(clause.field, word),), is_prefix=True) for word in clause.or_words)
    return choice


def _is_called(label: str, clause: Words) -> bool:
    """Tell whether a door's label is or begins with what somebody typed."""
    words = " ".join(words_of(label))
    typed = " ".join(clause.words)
    return words == typed if clause.is_whole else words.startswith(typed)


def _narrowed(clause: Taken) -> list[Choice]:
    """Return the part of a time clause that the index can answer. The exact rule filters its result."""
    weekdays = tuple(term(Field.WEEKDAY, str(day)) for day in clause.slot.weekdays)
    hours = tuple(term(Field.HOUR, f"{hour:02}") for hour in clause.slot.hours)
    return [tuple(Looked((one,), is_prefix=False) for one in terms) for terms in (weekdays, hours) if terms]


async def _between(
    connection: Connection, party_id: str, clause: Taken, numbers: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Narrow the numbers to the clause's days in any time zone."""
    slot = clause.slot
    party_no = await select_party_no(connection, party_id)
    if party_no is None or (slot.from_day is None and slot.to_day is None):
        return numbers
    first, last = numbers or (0, 2**63 - 1)
    if slot.from_day is not None:
        begins = int(
            datetime(slot.from_day.year, slot.from_day.month, slot.from_day.day, tzinfo=UTC).timestamp()
        )
        first = max(first, number_at(party_no, begins - LONGEST_ZONE_S))
    if slot.to_day is not None:
        last = min(last, number_at(party_no, _midnight(slot.to_day) + 2 * DAY_S + LONGEST_ZONE_S))
    return first, last


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


async def find(
    connection: Connection,
    party_id: str,
    clauses: Sequence[Clause],
    seer: Seer,
    order: str,
    before: int | None,
    limit: int,
) -> list[Found]:
    """Return a page of photos, newest first, and one more if there is one."""
    wanted = await wanted_of(connection, party_id, clauses, seer)
    if wanted is None:
        return []
    return await select_found(connection, party_id, wanted, order, before, limit + 1)


async def count(
    connection: Connection, party_id: str, clauses: Sequence[Clause], seer: Seer, most: int | None = None
) -> int:
    """Count the photos, at most to `most` + 1."""
    wanted = await wanted_of(connection, party_id, clauses, seer)
    if wanted is None:
        return 0
    return await select_found_count(
        connection, party_id, wanted, (MOST_COUNTED if most is None else most) + 1
    )


async def meant_instead(
    connection: Connection, party_id: str, clauses: Sequence[Clause], seer: Seer
) -> tuple[list[Clause], list[Meant]]:
    """Return the clauses with likely words in place of those that found nothing.

    A word is suggested only if the seer finds something with it. Other words may be on photos of others.
    """
    meant: list[Clause] = []
    said: list[Meant] = []
    for clause in clauses:
        if _is_one_word(clause) and seer.sees_all and not await _any(connection, party_id, clause, seer):
            words = [
                word
                for word in await _alike(connection, party_id, cast(Words, clause))
                if await _any(connection, party_id, replace(cast(Words, clause), words=(word,)), seer)
            ][:MOST_MEANT]
            if words:
                said.append(Meant(clause.typed, tuple(words)))
                meant.append(replace(cast(Words, clause), words=(words[0],), or_words=tuple(words[1:])))
                continue
        meant.append(clause)
    return meant, said


async def _any(connection: Connection, party_id: str, clause: Clause, seer: Seer) -> bool:
    return await count(connection, party_id, [clause], seer, 0) > 0


def _is_one_word(clause: Clause) -> bool:
    return (
        isinstance(clause, Words)
        and len(clause.words) == 1
        and not clause.is_excluded
        and clause.field in (Field.WORD, Field.FROM, Field.TAG)
    )


async def _alike(connection: Connection, party_id: str, clause: Words) -> list[str]:
    (typed,) = clause.words
    known = await select_terms_alike(connection, party_id, grams_of(typed), LOOKED_AT)
    near = [(is_meant(typed, one.label), -one.shown, one.label) for one in known]
    return [label for far, _, label in sorted(one for one in near if one[0] is not None)][:MOST_TRIED]
