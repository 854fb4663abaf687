"""The settings of a party over HTTP. A host reads them, and changes them with the version they read."""

from typing import cast

from quart import Blueprint, Response
from quart.typing import ResponseReturnValue

from app.parties.forms import settings_form
from app.parties.settings import change_settings
from app.people.may import Verb
from app.records.party import Party
from app.records.party_settings import SETTINGS
from app.records.setting import Who
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, current_party, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import asked, host_shapes

blueprint = Blueprint("settings", __name__, url_prefix="/api/admin")


@blueprint.get("/settings")
@answers(host_shapes.Settings)
@limited(READ)
@requires(Verb.CHANGE_SETTINGS)
async def settings() -> ResponseReturnValue:
    """Return every setting that the host may change, and the version that a change is based on."""
    return _answer(await current_party())


@blueprint.put("/settings")
@answers(host_shapes.Settings, asks=asked.NewSettings, refuses=("SETTINGS_CHANGED",))
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
@works_on_full_disk
async def set_settings() -> ResponseReturnValue:
    """Change settings, all or none: `{"version": 12, "settings": {"names_asked": "always"}}`.

    409 if somebody has set one of them to another value since that version.
    """
    form = settings_form(await json_body())
    scope = party_scope()
    actor = (await current_actor()).signature
    return _answer(await change_settings(scope, form.values, form.version, actor=actor))


def _answer(party: Party) -> Response:
    values = {each.name: party.setting(each.name) for each in SETTINGS if each.who is Who.HOST}
    return private_json(
        host_shapes.Settings(version=party.settings_version, settings=cast(host_shapes.SettingValues, values))
    )
