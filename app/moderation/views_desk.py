"""The desk: waiting photos, decisions about them, and the panic button."""

from datetime import timedelta

from quart import Blueprint, jsonify, render_template, request
from quart.typing import ResponseReturnValue

from app.base.clock import now, to_iso
from app.base.codes import PICTURES
from app.base.errors import AppError
from app.comments.waiting import waiting_comments
from app.moderation.deciding import approve_photo, look_again, stop_photo
from app.moderation.forms import (
    Decided,
    DecisionForm,
    calm_form,
    decision_form,
    panic_form,
    words_decision_form,
    words_form,
)
from app.moderation.panic import end_panic, panic
from app.moderation.reporting import settle_reports
from app.moderation.unchecked import unchecked
from app.people.may import Verb, may
from app.photos.changing import hide_photo, refuse_photo
from app.photos.editing import decide_words
from app.photos.forms import page_args
from app.photos.told_versions import edit_shape
from app.photos.unwanted import Entry, entries_of, unwanted_in
from app.photos.waiting import Reason
from app.records.photo import Photo, select_photo
from app.records.photo_lists import select_photos_shown
from app.records.report import select_photos_reported, select_said
from app.records.version import Version, select_versions_waiting
from app.records.waiting import (
    Queue,
    select_photos_waiting,
    select_photos_waiting_of,
    select_queue,
    select_shown_counts,
)
from app.records.words_waiting import select_words_waiting
from app.storage.durable import in_thread
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, current_party, guest_id, requires
from app.web.limits import PANIC, READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, host_shapes
from app.wire.messages import host_photo_json

blueprint = Blueprint("moderation", __name__)

DECISION_REFUSALS = ("ALREADY_DECIDED", "GUEST_BANNED", "PHOTO_PRIVATE", *PICTURES)
MAX_ALL = 100
"""The most photos that one request decides about. The answer says whether there are more."""
MAX_ON_SCREENS = 100
MAX_REPORTED = 50
MAX_TRIED = 1000
MAX_WORDS = 100
MAX_CAUGHT = 20


@blueprint.get("/admin/waiting")
@limited(READ)
@requires(Verb.APPROVE)
async def desk() -> ResponseReturnValue:
    party, actor = await current_party(), await current_actor()
    return await render_template("desk.html", party=party, is_host=may(actor, Verb.CHANGE_SETTINGS))


@blueprint.get("/api/admin/waiting")
@answers(host_shapes.Waiting, query=asked.PageQuery)
@limited(READ)
@requires(Verb.APPROVE)
async def waiting() -> ResponseReturnValue:
    """List what waits, the oldest first, after the position `since`, and how much that is in all.

    `reported` are shown photos with guests' reports that wait for a decision. `words` are new words of shown
    photos, `pictures` their new versions, and `comments` those that wait or are reported.
    """
    args, scope = page_args(request.args), party_scope()
    async with scope.database.reading() as connection:
        found = await select_photos_waiting(connection, scope.party_id, args.since, args.limit + 1)
        queue = await select_queue(connection, scope.party_id)
        page = found[: args.limit]
        words = await select_words_waiting(connection, scope.party_id, MAX_WORDS)
        of_words = [await select_photo(connection, scope.party_id, one.photo_id) for one in words]
        pictures = await select_versions_waiting(connection, scope.party_id, MAX_WORDS)
        of_pictures = [await select_photo(connection, scope.party_id, one.photo_id) for one in pictures]
        reported = await select_photos_reported(connection, scope.party_id, MAX_REPORTED)
        both = [*page, *reported]
        shown = await select_shown_counts(connection, scope.party_id, list({one.guest_id for one in both}))
        said = await select_said(connection, scope.party_id, [photo.id for photo in both])
    party, comments = await current_party(), await waiting_comments(scope, guest_id())

    def described(photo: Photo) -> host_shapes.WaitingPhoto:
        reasons = said[photo.id].reasons if photo.id in said else {}
        return {
            **_json(photo),
            "shown_before": shown.get(photo.guest_id, 0),
            "reports": reasons,
            "nudity": photo.nudity,
        }

    told: host_shapes.Waiting = {
        "photos": [described(photo) for photo in page],
        "reported": [described(photo) for photo in reported],
        "words": [
            {"photo": _json(photo), "author": one.author, "caption": one.caption, "no": one.no}
            for one, photo in zip(words, of_words, strict=True)
            if photo is not None and not photo.is_gone
        ],
        "pictures": [
            {"photo": _json(photo), "no": one.no, "edit": edit_shape(one.edit), "url": _version_url(one)}
            for one, photo in zip(pictures, of_pictures, strict=True)
            if photo is not None and not photo.is_gone
        ],
        "comments": comments,
        "more": len(found) > args.limit,
        "panic": bool(party.panic_at),
        "unchecked": await unchecked(scope, party),
        **_queue_json(queue),
    }
    return private_json(told)


@blueprint.post("/api/admin/decide")
@answers(host_shapes.Decided, asks=asked.Decision, refuses=DECISION_REFUSALS)
@limited(WRITE)
@requires(Verb.APPROVE)
@works_on_full_disk
async def decide() -> ResponseReturnValue:
    """Decide: `{"do": "approve", "photos": [{"id": "…", "version": 3}]}`.

    In place of `photos`, `guest` takes all waiting photos of one guest, and `older_than_s` all of that age.
    Photos that somebody else decided about meanwhile are left out and counted as `missed`. If these are all,
    it is a 409.
    """
    form, scope = decision_form(await json_body()), party_scope()
    actor = (await current_actor()).signature
    wanted, more = await _wanted(form)
    decided: list[host_shapes.HostPhoto] = []
    refusal: AppError | None = None
    for one in wanted:
        try:
            decided.append(_json(await _decide(form, one, actor)))
        except AppError as error:
            refusal = error
    if refusal is not None and not decided:
        raise refusal
    async with scope.database.reading() as connection:
        queue = await select_queue(connection, scope.party_id)
    told: host_shapes.Decided = {
        "photos": decided,
        "missed": len(wanted) - len(decided),
        "more": more,
        **_queue_json(queue),
    }
    return jsonify(told)


async def _wanted(form: DecisionForm) -> tuple[tuple[Decided, ...], bool]:
    """Return the photos that a decision is about, and whether there are more of them."""
    if form.photos:
        return form.photos, False
    came_before = None
    if form.older_than_s is not None:
        came_before = to_iso(now() - timedelta(seconds=form.older_than_s))
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_photos_waiting_of(
            connection, scope.party_id, form.guest_id, came_before, MAX_ALL + 1
        )
    return tuple(Decided(photo.id, photo.version) for photo in found[:MAX_ALL]), len(found) > MAX_ALL


async def _decide(form: DecisionForm, about: Decided, actor: str) -> Photo:
    scope = party_scope()
    is_shown = await _is_shown(about.photo_id)
    match form.what:
        case "approve" if is_shown:
            return await settle_reports(scope, about.photo_id, actor)
        case "approve":
            return await approve_photo(scope, about.photo_id, about.version, actor)
        case "refuse" if is_shown:
            return await hide_photo(scope, about.photo_id, actor, Reason.REFUSED, form.words)
        case "refuse":
            return await refuse_photo(scope, about.photo_id, about.version, actor, form.words)
        case "stop":
            return await stop_photo(scope, about.photo_id, about.version, actor)
        case _:
            return await look_again(scope, services().processor, about.photo_id, actor)


@blueprint.post("/api/admin/words")
@answers(host_shapes.OneHostPhoto, asks=asked.WordsDecision, refuses=("ALREADY_DECIDED",))
@limited(WRITE)
@requires(Verb.APPROVE)
@works_on_full_disk
async def words() -> ResponseReturnValue:
    """Decide about new words: `{"do": "approve", "photo": "…", "no": 17}` or `refuse`."""
    form = words_decision_form(await json_body())
    actor = (await current_actor()).signature
    photo = await decide_words(party_scope(), form.photo_id, form.no, actor, is_yes=form.is_yes)
    return jsonify(host_shapes.OneHostPhoto(photo=_json(photo)))


@blueprint.post("/api/admin/unwanted")
@answers(host_shapes.TriedWords, asks=asked.WordList)
@limited(READ)
@requires(Verb.CHANGE_SETTINGS)
async def unwanted() -> ResponseReturnValue:
    """Try a list of words, `{"words": "…"}`: say which of the newest photos it would have let wait."""
    entries, scope = entries_of(words_form(await json_body())), party_scope()
    async with scope.database.reading() as connection:
        newest = await select_photos_shown(connection, scope.party_id, None, MAX_TRIED)
    # In a thread: a long list takes a while for many photos.
    caught = await in_thread(_caught, newest, entries)
    return private_json(
        host_shapes.TriedWords(tried=len(newest), caught=caught[:MAX_CAUGHT], count=len(caught))
    )


def _caught(photos: list[Photo], entries: tuple[Entry, ...]) -> list[host_shapes.Caught]:
    found: list[host_shapes.Caught] = []
    for photo in photos:
        word = unwanted_in(photo.author, entries) or unwanted_in(photo.caption, entries)
        if word:
            found.append({"photo": photo.id, "author": photo.author, "caption": photo.caption, "word": word})
    return found


async def _is_shown(photo_id: str) -> bool:
    """Tell whether the photo is shown although it is reported."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        said = await select_said(connection, scope.party_id, [photo_id])
        photo = await select_photo(connection, scope.party_id, photo_id) if photo_id in said else None
    return photo is not None and photo.is_shown


@blueprint.post("/api/admin/panic")
@answers(host_shapes.TakenPhotos, asks=asked.Panic)
@limited(PANIC)
@requires(Verb.PANIC)
@works_on_full_disk
async def press_panic() -> ResponseReturnValue:
    """Hold everything back at once. `{"photos": ["…"]}` names visible photos, beside screens' reports."""
    named, scope = panic_form(await json_body() if request.is_json else {}), party_scope()
    screens = await services().screens.reports.of_party(scope.party_id)
    seen = [photo_id for screen in screens for photo_id in screen.photo_ids]
    ids = list(dict.fromkeys([*named, *seen]))
    taken = await panic(scope, ids[:MAX_ON_SCREENS], (await current_actor()).signature)
    return jsonify(host_shapes.TakenPhotos(photos=[_json(photo) for photo in taken]))


@blueprint.post("/api/admin/calm")
@answers(host_shapes.ShownAgain, asks=asked.Calm)
@limited(PANIC)
@requires(Verb.PANIC)
@works_on_full_disk
async def calm() -> ResponseReturnValue:
    """Let the party go on: `{"shows_all": true}` as if nothing had been."""
    shows_all = calm_form(await json_body())
    shown = await end_panic(party_scope(), (await current_actor()).signature, shows_all=shows_all)
    return jsonify(host_shapes.ShownAgain(shown=shown))


def _json(photo: Photo) -> host_shapes.HostPhoto:
    return host_photo_json(photo, guest_id(), party_scope().base)


def _version_url(version: Version) -> str:
    return f"{party_scope().base}/api/admin/photo/{version.photo_id}/version/{version.no}"


def _queue_json(queue: Queue) -> host_shapes.QueueState:
    return {"count": queue.count, "oldest_at": queue.oldest_at or None}
