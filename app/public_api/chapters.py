"""The description of the API, in the order in which the page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.base.codes import CODES, Code
from app.public_api.refusals import OF_ALL
from app.public_api.words import TAGS
from app.wire.schema import COMPONENTS, Schema

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    words: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Answered:
    """`body` names a shape or a media type; `shape` is its anchor, empty for none."""

    status: str
    words: str
    body: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`codes` are those of this operation, besides the ones that every request may get."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    who: list[str]
    limit: Schema | None
    parameters: list[Field]
    asks: Answered | None
    fields: list[Field]
    answers: list[Answered]
    codes: list[tuple[str, Code]]


@dataclass(frozen=True, slots=True)
class Chapter:
    tag: str
    words: str
    operations: list[Operation] = field(default_factory=list)


def chapters(described: Schema) -> list[Chapter]:
    """Return the operations by their tags, without the pages for people."""
    found = {tag: Chapter(tag, words) for tag, words in TAGS.items()}
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = methods[method]
                found[operation["tags"][0]].operations.append(_operation(path, method, operation))
    return [chapter for tag, chapter in found.items() if tag != "pages" and chapter.operations]


def shapes_shown(described: Schema) -> list[Shape]:
    return [
        Shape(name, schema.get("description", ""), _fields(schema))
        for name, schema in described["components"]["schemas"].items()
    ]


def _operation(path: str, method: str, operation: Schema) -> Operation:
    told = [(status, answer) for status, answer in operation["responses"].items() if "$ref" not in answer]
    refused = [answer["$ref"] for answer in operation["responses"].values() if "$ref" in answer]
    codes = [code for name in refused for code in name.rpartition("/")[2].split(".") if code in CODES]
    asks = operation.get("requestBody")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        words=operation.get("description", ""),
        who=_who(operation),
        limit=operation.get("x-limit"),
        parameters=[
            Field(one["name"], _kind(one["schema"]), one["required"])
            for one in operation.get("parameters", [])
        ],
        asks=_answered("", asks) if asks else None,
        fields=_form_fields(asks) if asks else [],
        answers=[_answered(status, answer) for status, answer in told],
        codes=[(code, CODES[code]) for code in codes if code not in OF_ALL],
    )


def _who(operation: Schema) -> list[str]:
    """Say who may do it: everybody or a guest, the roles, and the scopes of tokens."""
    ways = operation["security"]
    guests = ["everybody"] if {} in ways else ["the guest whose it is"] if {"guest": []} in ways else []
    scopes = [f"token {scope}" for way in ways for scope in way.get("token", [])]
    return [*guests, *operation.get("x-roles", []), *scopes]


def _answered(status: str, answer: Schema) -> Answered:
    for media_type, content in answer.get("content", {}).items():
        reference = content["schema"].get("$ref", "")
        name = reference.removeprefix(COMPONENTS)
        return Answered(status, answer.get("description", ""), name or media_type, name)
    return Answered(status, answer.get("description", ""), "", "")


def _form_fields(asks: Schema) -> list[Field]:
    """Return the fields of a form. A JSON body stands among the shapes instead."""
    for content in asks["content"].values():
        if "properties" in content["schema"]:
            return _fields(content["schema"])
    return []


def _fields(schema: Schema) -> list[Field]:
    return [
        Field(name, _kind(part), name in schema.get("required", ()))
        for name, part in schema["properties"].items()
    ]


def _kind(schema: Schema) -> str:
    """Describe a value's type in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(COMPONENTS)
    if "const" in schema:
        return f"“{schema['const']}”" if isinstance(schema["const"], str) else str(schema["const"]).lower()
    if "enum" in schema:
        return " | ".join(f"“{one}”" for one in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    kinds = schema.get("type", "any")
    if "prefixItems" in schema:
        return f"[{', '.join(_kind(one) for one in schema['prefixItems'])}]"
    if kinds == "array":
        return f"list of {_kind(schema['items'])}" + _bounds(schema, ("minItems", "maxItems"))
    if kinds == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_kind(schema['additionalProperties'])}"
    words = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if (said := schema.get("format")) is not None:
        words += f" ({said})"
    return words + _bounds(schema, ("minimum", "maximum")) + _bounds(schema, ("minLength", "maxLength"))


def _bounds(schema: Schema, names: Iterable[str]) -> str:
    low, high = (schema.get(name) for name in names)
    if high is None:
        return "" if low is None else f", at least {low}"
    return f", {low or 0} to {high}"
