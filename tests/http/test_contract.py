"""The description of the API is a contract: it has every route, and what it says is what is answered."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from werkzeug.routing import Rule

from app.base.codes import CODES
from app.base.config import load
from app.people.may import TABLE
from app.public_api.chapters import chapters, shapes_shown
from app.public_api.document import methods_of, path_of
from app.public_api.words import SCOPES, TAGS
from app.site.factory import create_app
from app.web.identity import VERB
from app.web.limits import ATTRIBUTE, Limit
from tests.contract import contract
from tests.running import Person, Server, jpeg, person
from tests.stage import stage

pytestmark = pytest.mark.no_records

APP = create_app(load({}))
DOCUMENT = contract().document
ROUTES: list[tuple[Rule, str]] = [
    (rule, method) for rule in APP.url_map.iter_rules() for method in methods_of(rule)
]
OPERATIONS: list[dict[str, Any]] = [
    operation for methods in DOCUMENT["paths"].values() for operation in methods.values()
]


def operation_of(rule: Rule, method: str) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][path_of(rule)][method.lower()]
    return found


def test_every_route_is_in_it_and_nothing_else() -> None:
    described = {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert described == {(path_of(rule), method.lower()) for rule, method in ROUTES}


def test_every_route_of_the_api_says_in_words_what_it_does() -> None:
    silent = [
        rule.rule
        for rule, _ in ROUTES
        if rule.rule.startswith("/api/") and not APP.view_functions[rule.endpoint].__doc__
    ]
    assert silent == []


@pytest.mark.parametrize(("rule", "method"), ROUTES, ids=str)
def test_an_operation_names_the_roles_the_scope_and_the_limit_that_its_view_carries(
    rule: Rule, method: str
) -> None:
    view, operation = APP.view_functions[rule.endpoint], operation_of(rule, method)
    verb = getattr(view, VERB, None)
    if verb is not None:
        row = TABLE[verb]
        assert set(operation["x-roles"]) == {role.value for role in row.roles}
        assert [way["token"] for way in operation["security"] if "token" in way] == (
            [[row.scope.value]] if row.scope else []
        )
        assert ({} in operation["security"]) == row.guests
    limit = getattr(view, ATTRIBUTE, None)
    if isinstance(limit, Limit):
        assert operation["x-limit"]["guest"] == {"requests": limit.guest.count, "per_s": limit.guest.per_s}


def test_names_are_given_once() -> None:
    names = [operation["operationId"] for operation in OPERATIONS]
    assert len(names) == len(set(names))
    assert {operation["tags"][0] for operation in OPERATIONS} <= set(TAGS)


def test_every_shape_is_a_schema_and_every_reference_leads_somewhere() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in references_in(DOCUMENT):
        place: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            assert part in place, reference
            place = place[part]


def references_in(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for one in part.values() for found in references_in(one)]
    return [found for one in part for found in references_in(one)] if isinstance(part, list) else []


def test_every_scope_has_words() -> None:
    assert {row.scope for row in TABLE.values() if row.scope} == set(SCOPES)


def test_a_refusal_has_the_status_of_its_codes() -> None:
    for operation in OPERATIONS:
        for status, answer in operation["responses"].items():
            for code in answer.get("$ref", "").rpartition("/")[2].split("."):
                assert code in ("", "page", "any") or str(CODES[code].status) == status


async def test_it_is_told_by_the_server_and_asked_again_for_little(guest: Person) -> None:
    answer = await guest.http.get("/openapi.json")
    told = answer.json()
    assert told["paths"] == DOCUMENT["paths"]
    assert told["servers"] == [{"url": stage.base or "/"}]
    again = await guest.http.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_page_shows_every_operation_every_shape_and_every_code(guest: Person) -> None:
    html = (await guest.http.get("/api")).text
    shown = [one for chapter in chapters(DOCUMENT) for one in chapter.operations]
    assert len(shown) == len([one for one in OPERATIONS if one["tags"] != ["pages"]])
    for name in (
        *(one.id for one in shown),
        *(f"shape-{shape.name}" for shape in shapes_shown(DOCUMENT)),
        *(f"code-{code}" for code in CODES),
    ):
        assert f'id="{name}"' in html, name


async def test_it_is_open_to_everybody_where_a_code_is_asked_for(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as outsider:
        await host.sign_in()
        version = (await host.http.get("/api/admin/settings")).json()["version"]
        changed = {"version": version, "settings": {"entry_code": "let me in"}}
        assert (await host.http.put("/api/admin/settings", json=changed)).status_code == 200
        assert (await outsider.http.get("/api/photos")).status_code == 401
        assert (await outsider.http.get("/openapi.json")).status_code == 200
        assert (await outsider.http.get("/api")).status_code == 200


async def test_an_answer_with_a_field_that_is_not_described_is_found(guest: Person) -> None:
    """The check that every test of this suite passes through can fail."""
    photo = await guest.send_photo(jpeg())
    described = {"$ref": "#/components/schemas/OnePhoto"}
    contract().check_value(described, {"photo": photo}, "as it is")
    for wrong in (photo | {"upload_key": "secret"}, photo | {"change": "7"}, {"id": photo["id"]}):
        with pytest.raises(AssertionError, match="not described"):
            contract().check_value(described, {"photo": wrong}, "wrong")


async def test_an_answer_with_a_status_that_is_not_described_is_found(guest: Person) -> None:
    answer = await guest.http.get("/api/queue")
    answer.status_code = 418
    with pytest.raises(AssertionError, match="418"):
        contract().check(answer.request, answer)
