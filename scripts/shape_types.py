"""Write static/js/types.js, the shapes of the API for the type checker; `--check` only compares the two."""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "static" / "js" / "types.js"
sys.path.insert(0, str(ROOT))

from app.base.config import load  # noqa: E402 (the path comes first)
from app.public_api.document import document  # noqa: E402
from app.site.factory import create_app  # noqa: E402
from app.wire.schema import COMPONENTS, Schema  # noqa: E402

HEAD = """/**
 * The shapes that the server sends and takes, for the type checker alone. Written by scripts/shape_types.py
 * from app/wire/; do not edit it by hand.
 */
"""
SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def written(schemas: dict[str, Schema]) -> str:
    return HEAD + "\n".join(_typedef(name, schema) for name, schema in schemas.items()) + "\nexport {};\n"


def _typedef(name: str, schema: Schema) -> str:
    required, lines = schema.get("required", ()), [f"@typedef {{object}} {name}"]
    for field, part in schema["properties"].items():
        lines.append(f"@property {{{type_of(part)}}} {field if field in required else f'[{field}]'}")
    return "\n".join(["\n/**", *(f" * {line}" for line in lines), " */"])


def type_of(schema: Schema) -> str:
    """Return a schema as TypeScript writes it."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(COMPONENTS)
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return " | ".join(_literal(one) for one in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(type_of(one) for one in schema["anyOf"])
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return " | ".join(type_of(schema | {"type": kind}) for kind in kinds)
    if "prefixItems" in schema:
        return f"[{', '.join(type_of(one) for one in schema['prefixItems'])}]"
    if kinds == "array":
        inner = type_of(schema["items"])
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if kinds == "object":
        return f"Record<string, {type_of(schema['additionalProperties'])}>"
    return SIMPLE[kinds] if kinds else "unknown"


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


if __name__ == "__main__":
    app = create_app(load({}))
    types = written(document(app.url_map, app.view_functions)["components"]["schemas"])
    if "--check" not in sys.argv:
        TYPES.write_text(types)
    elif TYPES.read_text() != types:
        sys.exit("static/js/types.js is not what app/wire/ says: run scripts/shape_types.py")
