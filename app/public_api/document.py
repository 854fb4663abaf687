"""The description of the API (OpenAPI 3.1), made from the URL map and each view's own description."""

import re
from collections.abc import Iterable, Mapping
from inspect import cleandoc
from typing import Any

from werkzeug.routing import Map, Rule

from app.base.codes import CODES
from app.people.may import TABLE, Verb
from app.people.roles import Role, Scope
from app.public_api.refusals import codes_of
from app.public_api.words import ABOUT, SCOPES, TAGS, VERSION
from app.web.described import HTML, Body, Described, described_of
from app.web.identity import VERB, VERB_OF_PHOTO
from app.web.limits import ATTRIBUTE, Limit
from app.wire.schema import Schema, components, object_schema, schema_of
from app.wire.shapes import CursorEvent, Error, Gone, Hearts, OnScreen, PartyState, Photo

JSON, FORM = "application/json", "multipart/form-data"
Views = Mapping[str, object]
PAGE = Described({200: HTML})
PAGE_REFUSED = "any.page"
EVENTS = {"photo": Photo, "waiting": Photo, "gone": Gone, "party": PartyState, "reset": CursorEvent}
EVENTS |= {"ping": CursorEvent, "on_screen": OnScreen, "hearts": Hearts}
STATUS_WORDS = {
    200: "Done, or here it is.",
    201: "Made.",
    204: "Done.",
    206: "A part of it, as `Range` asked.",
    302: "It is elsewhere.",
    303: "Done; the page to see next.",
    308: "It is there with a slash at its end.",
    304: "Nothing has changed.",
    412: "It has changed meanwhile.",
    416: "The part begins behind its end.",
    503: "Not now.",
}


def document(rules: Map, views: Views, base: str = "") -> Schema:
    """Describe every route of the map. `base` is the path of the party that the addresses belong to."""
    operations = list(_operations(rules, views))
    paths: dict[str, Schema] = {}
    for path, method, operation in operations:
        paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Partywall", "version": VERSION, "description": cleandoc(ABOUT)},
        "servers": [{"url": base or "/"}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components(_shapes(rules, views)),
            "responses": dict(sorted(_refusals(operations).items())),
            "securitySchemes": _security_schemes(),
        },
        "x-codes": {name: {"status": code.status, "when": code.when} for name, code in CODES.items()},
    }


def methods_of(rule: Rule) -> list[str]:
    """Return the methods that a rule is described for; a GET also stands for its HEAD."""
    methods = rule.methods or set()
    return sorted(methods - {"HEAD"} if "GET" in methods else methods)


def path_of(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def _operations(rules: Map, views: Views) -> Iterable[tuple[str, str, Schema]]:
    for rule in rules.iter_rules():
        view = views[rule.endpoint]
        for method in methods_of(rule):
            described = described_of(view, method) or PAGE
            yield path_of(rule), method, _operation(rule, method, view, described)


def _shapes(rules: Map, views: Views) -> list[Any]:
    """Return every shape that a body has. Forms and queries are described where they are used."""
    found: list[Any] = [Error, *EVENTS.values()]
    for rule in rules.iter_rules():
        for method in methods_of(rule):
            described = described_of(views[rule.endpoint], method) or PAGE
            found += [body for body in (*described.bodies.values(), described.asks) if _is_shape(body)]
    return found


def _is_shape(body: Body) -> bool:
    return body is not None and not isinstance(body, str)


def _operation(rule: Rule, method: str, view: object, described: Described) -> Schema:
    summary, words = _words_of(view, rule)
    limit: Limit | None = getattr(view, ATTRIBUTE, None)
    is_api = rule.rule.startswith("/api/")
    responses = {
        str(status): _answer(status, body, described.headers) for status, body in described.bodies.items()
    }
    is_page = HTML in described.bodies.values()
    if is_page:
        # Pages are for people: they may show any refusal of the catalogue.
        responses |= {status: {"$ref": f"#/components/responses/{PAGE_REFUSED}"} for status in ("4XX", "5XX")}
        responses["3XX"] = {"description": "The page to see next."}
    for status, codes in [] if is_page else _by_status(codes_of(view, described)).items():
        # An answer that also has a shape of its own, as /readyz has.
        if status not in responses:
            responses[status] = {"$ref": f"#/components/responses/{_refusal_name(codes, is_api)}"}
    several = len(methods_of(rule)) > 1
    return {
        "operationId": rule.endpoint.replace(".", "_") + (f"_{method.lower()}" if several else ""),
        "tags": ["pages" if is_page else _tag_of(view)],
        "summary": summary,
        **({"description": words} if words else {}),
        **_parameters(rule, described),
        **_request(described),
        "responses": dict(sorted(responses.items())),
        "security": _security(view),
        **({"x-roles": roles} if (roles := _roles(view)) else {}),
        **({"x-limit": _limit(limit)} if limit is not None else {}),
    }


def _words_of(view: object, rule: Rule) -> tuple[str, str]:
    """Return the first sentence of a view's docstring, and the rest, each paragraph in one line."""
    paragraphs = [" ".join(part.split()) for part in cleandoc(view.__doc__ or "").split("\n\n")]
    first = paragraphs[0] or rule.endpoint.replace(".", ": ").replace("_", " ")
    return first, "\n\n".join(paragraphs[1:])


def _tag_of(view: object) -> str:
    """Return the room that a view belongs to."""
    return view.__module__.split(".")[1]


def _parameters(rule: Rule, described: Described) -> Schema:
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in sorted(rule.arguments)
    ]
    if described.query is not None:
        schema = object_schema(described.query)
        found += [
            {"name": name, "in": "query", "schema": part, "required": name in schema["required"]}
            for name, part in schema["properties"].items()
        ]
    return {"parameters": found} if found else {}


def _request(described: Described) -> Schema:
    if described.asks is not None:
        content = {JSON: {"schema": schema_of(described.asks)}}
    elif described.form is not None:
        content = {FORM: {"schema": object_schema(described.form)}}
    elif described.piece:
        content = {described.piece: {"schema": {}}}
    else:
        return {}
    return {"requestBody": {"content": content, "required": not described.piece}}


def _answer(status: int, body: Body, headers: Mapping[str, str]) -> Schema:
    told: Schema = {"description": STATUS_WORDS[status]}
    if headers:
        told["headers"] = {
            name: {"description": words, "schema": {"type": "string"}} for name, words in headers.items()
        }
    if body == "text/event-stream":
        told["content"] = {body: {"schema": {"type": "string"}, "x-events": _events()}}
    elif isinstance(body, str):
        told["content"] = {body: {"schema": {}}}
    elif body is not None:
        told["content"] = {JSON: {"schema": schema_of(body)}}
    return told


def _events() -> Schema:
    return {name: schema_of(shape) for name, shape in EVENTS.items()}


def _by_status(codes: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(str(CODES[code].status), []).append(code)
    return found


def _refusal_name(codes: Iterable[str], is_api: bool) -> str:
    return ".".join(codes) + ("" if is_api else ".page")


def _refusals(operations: Iterable[tuple[str, str, Schema]]) -> dict[str, Schema]:
    """Return the refusals that operations refer to. Outside /api/ it is a page, unless JSON is wanted."""
    refused_pages: Schema = {JSON: {"schema": schema_of(Error)}, HTML: {"schema": {}}}
    found: dict[str, Schema] = {PAGE_REFUSED: {"description": "A refusal.", "content": refused_pages}}
    for _, _, operation in operations:
        for answer in operation["responses"].values():
            name = answer.get("$ref", "").rpartition("/")[2]
            if not name or name == PAGE_REFUSED:
                continue
            codes = [code for code in name.split(".") if code != "page"]
            only = {"properties": {"error": {"properties": {"code": {"enum": codes}}}}}
            content: Schema = {JSON: {"schema": {"allOf": [schema_of(Error), only]}}}
            if name.endswith(".page"):
                content[HTML] = {"schema": {}}
            words = " ".join(f"`{code}`: {CODES[code].when}" for code in codes)
            found[name] = {"description": words, "content": content}
    return found


def _security(view: object) -> list[dict[str, list[str]]]:
    """Return the ways to prove who asks. Each entry is enough, and an empty one asks for nothing."""
    verb: Verb | None = getattr(view, VERB, None) or getattr(view, VERB_OF_PHOTO, None)
    if verb is None:
        return [{}, {"guest": []}, {"member": []}]
    row = TABLE[verb]
    ways: list[dict[str, list[str]]] = []
    if row.guests:
        ways.append({})
    if row.guests or getattr(view, VERB_OF_PHOTO, None) is not None:
        ways.append({"guest": []})
    ways.append({"member": []})
    # Everybody may change what they sent, and so may a program that sent it.
    scope = row.scope or (Scope.WRITE_PHOTOS if getattr(view, VERB_OF_PHOTO, None) is not None else None)
    return [*ways, {"token": [str(scope)]}] if scope is not None else ways


def _roles(view: object) -> list[str]:
    """Return the roles that may use the view, if it needs a role."""
    verb: Verb | None = getattr(view, VERB, None) or getattr(view, VERB_OF_PHOTO, None)
    return [role.value for role in Role if role in TABLE[verb].roles] if verb is not None else []


def _limit(limit: Limit) -> Schema:
    return {
        "name": limit.name,
        **{
            whose: {"requests": rate.count, "per_s": rate.per_s}
            for whose, rate in (("guest", limit.guest), ("address", limit.address), ("all", limit.everyone))
            if rate is not None
        },
    }


def _security_schemes() -> Schema:
    scopes = "\n".join(f"- `{scope}`: {words}" for scope, words in SCOPES.items())
    return {
        "guest": {
            "type": "apiKey",
            "in": "header",
            "name": "Partywall-Guest",
            "description": "A guest without cookies: the `pass` that `GET /api/uid` told.",
        },
        "member": {
            "type": "apiKey",
            "in": "cookie",
            "name": "partywall_host",
            "description": "The session of somebody with a role, which signing in or an invitation opens.",
        },
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": f"A program’s token, which a host makes. Its scopes:\n\n{scopes}",
        },
    }
