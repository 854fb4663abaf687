"""The owner deletes the party: a page asks for confirmation, and everybody at the party is sent away."""

from quart import Blueprint, render_template, request
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError, bad_request, not_found
from app.operator.making import begin_deletion
from app.parties.state import DEFAULT_SLUG
from app.people.may import Verb
from app.records.party import Party
from app.records.party_numbers import select_party_numbers
from app.web.full_disk import works_on_full_disk
from app.web.identity import current_party, requires
from app.web.limits import READ, WRITE, limited
from app.web.services import party_scope, services

blueprint = Blueprint("deletion", __name__, url_prefix="/admin/delete-party")


@blueprint.get("")
@limited(READ)
@requires(Verb.DELETE_PARTY)
async def ask() -> ResponseReturnValue:
    party = await current_party()
    if party.slug == DEFAULT_SLUG:
        raise AppError(409, "DEFAULT_PARTY", N_("The server’s own party can’t be deleted."))
    return await _page(party)


@blueprint.post("")
@limited(WRITE)
@requires(Verb.DELETE_PARTY)
@works_on_full_disk
async def delete() -> ResponseReturnValue:
    """Delete the party for good, if its title was typed. Files and rows go in pieces after the answer."""
    party = await current_party()
    typed = str((await request.form).get("title", ""))
    if " ".join(typed.split()).casefold() != " ".join(party.title.split()).casefold():
        error = bad_request(N_("That’s not the party’s title. Nothing was deleted."))
        return await _page(party, error), error.status
    await begin_deletion(party_scope().site.database, party)
    return await render_template("party_gone.html", party=party, way_on=services().server_url + "/")


async def _page(party: Party, error: AppError | None = None) -> str:
    async with party_scope().database.reading() as connection:
        numbers = await select_party_numbers(connection, party.id)
    if numbers is None:
        raise not_found()  # another owner has just deleted it
    return await render_template("delete_party.html", party=party, numbers=numbers, error=error)
