"""JSON Schema (2020-12) of the shapes, made from their TypedDicts: for OpenAPI, types.js and the tests."""

import types
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from app.records.party_settings import SETTINGS
from app.records.setting import Hears, Kind, Setting, Who

Schema = dict[str, Any]


class Says:
    """What a field's schema says besides its type: `Annotated[int, Says(minimum=0)]`."""

    def __init__(self, **schema: object) -> None:
        self.schema = schema


def values_of(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


COMPONENTS = "#/components/schemas/"
TOLD_TO_ALL = [each for each in SETTINGS if each.hears is Hears.EVERYONE and not each.told_as]
FROM_TABLES = {
    "PartyState": TOLD_TO_ALL,
    "VideosState": TOLD_TO_ALL,
    "SettingValues": [each for each in SETTINGS if each.who is Who.HOST],
}
"""Shapes that have a field for each of these settings, besides their own fields."""
SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema_of(kind: Any) -> Schema:
    """Return the schema of a type. A TypedDict is referred to by its name."""
    if is_typeddict(kind):
        return {"$ref": COMPONENTS + kind.__name__}
    if kind in SIMPLE:
        return {"type": SIMPLE[kind]}
    if kind is None or kind is type(None):
        return {"type": "null"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": values_of(kind)}
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return schema_of(args[0]) | {name: value for says in args[1:] for name, value in says.schema.items()}
    if origin in (Required, NotRequired):
        return schema_of(args[0])
    if origin is Literal:
        return {"const": args[0]} if len(args) == 1 else {"enum": list(args)}
    if origin is tuple:
        items = [schema_of(one) for one in args]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if origin is list:
        return {"type": "array", "items": schema_of(args[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(args[1])}
    if origin in (Union, types.UnionType):
        return _either([schema_of(one) for one in args])
    if kind in (object, Any):
        return {}
    raise TypeError(f"no JSON can be described by {kind!r}")


def _either(choices: list[Schema]) -> Schema:
    """Merge a type and null into one schema, which people read most easily."""
    others = [one for one in choices if one != {"type": "null"}]
    if len(others) == 1 and len(choices) == 2 and set(others[0]) == {"type"}:
        return {"type": [others[0]["type"], "null"]}
    return {"anyOf": choices}


def object_schema(shape: Any) -> Schema:
    """Return a TypedDict’s own schema: its fields, which of them are required, and its docstring."""
    hints = get_type_hints(shape, include_extras=True)
    from_table = {each.name: setting_schema(each) for each in FROM_TABLES.get(shape.__name__, ())}
    words = _words(shape)
    return {
        **({"description": words} if words else {}),
        "type": "object",
        "properties": {name: schema_of(kind) for name, kind in hints.items()} | from_table,
        "required": sorted({*shape.__required_keys__, *(from_table if shape.__total__ else ())}),
    }


def _words(shape: Any) -> str:
    """Return a shape’s docstring, each paragraph in one line."""
    told = vars(shape).get("__doc__") or ""
    return "\n\n".join(" ".join(part.split()) for part in told.split("\n\n")).strip()


def setting_schema(setting: Setting) -> Schema:
    """Return the schema of a party's setting."""
    match setting.kind:
        case Kind.SWITCH:
            return {"type": "boolean"}
        case Kind.NUMBER:
            return {"type": "integer", "minimum": setting.least, "maximum": setting.most}
        case Kind.CHOICE:
            return {"type": "string", "enum": list(setting.choices or ())}
        case Kind.MOMENT:
            return {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})?$"}
        case Kind.DAY:
            return {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
        case _:
            return {"type": "string", "minLength": setting.least, "maxLength": setting.most}


def components(shapes: Iterable[Any]) -> dict[str, Schema]:
    """Return the schemas of these shapes, and of all that they refer to, by name."""
    found: dict[str, Any] = {}
    left = list(shapes)
    while left:
        shape = left.pop()
        if found.setdefault(shape.__name__, shape) is not shape:
            raise TypeError(f"two shapes are called {shape.__name__}")
        for kind in get_type_hints(shape, include_extras=True).values():
            left += [one for one in typed_dicts_in(kind) if one.__name__ not in found]
    return {name: object_schema(found[name]) for name in sorted(found)}


def typed_dicts_in(kind: Any) -> list[Any]:
    """Return the TypedDicts in a type."""
    if is_typeddict(kind):
        return [kind]
    return [found for one in get_args(kind) for found in typed_dicts_in(one)]


def closed(schema: Any) -> Any:
    """Return the schema, allowing only the fields that it names: everything we send must be described."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {name: closed(one) for name, one in schema.items()}
    is_open = schema.get("type") == "object" and "additionalProperties" not in schema
    return inside | {"additionalProperties": False} if is_open else inside
