"""Every answer that a test gets is held against the description of the API."""

import json
import re
from datetime import datetime
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.base.config import load
from app.public_api.document import EVENTS, document, path_of
from app.site.factory import create_app
from app.telemetry.notes import REQUEST_ID_HEADER
from app.wire.schema import closed, schema_of

JSON, HTML = "application/json", "text/html"
OF_A_PARTY = re.compile(r"^/p/[^/]+(?=/|$)")
formats = FormatChecker()


@formats.checks("date-time", ValueError)
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


class Contract:
    def __init__(self) -> None:
        app = create_app(load({}))
        self._rules = app.url_map.bind("party.example")
        self.document = document(app.url_map, app.view_functions)
        self._closed = closed(self.document["components"]["schemas"])
        self._validators: dict[tuple[str, bool], Draft202012Validator] = {}

    def check(self, request: httpx.Request, response: httpx.Response) -> None:
        """Raise when an answer of the app is not as described; an answer of a proxy's own is nobody's."""
        if REQUEST_ID_HEADER not in response.headers:
            return
        path = OF_A_PARTY.sub("", request.url.path) or "/"
        at = f"{request.method} {path} answered {response.status_code}"
        operation = self.operation(request.method, path)
        if operation is None:
            self._check_refusal(at, path, response)
            return
        described = self._answer(operation, response.status_code, at)
        content, told = described.get("content"), response.headers.get("Content-Type", "").partition(";")[0]
        if not response.content or response.is_redirect or request.method == "HEAD":
            return
        assert content, f"{at} with a body that is not described"
        if "*/*" in content or (told == HTML and response.status_code >= 400):
            return
        assert told in content or told.startswith("application/manifest"), f"{at} with {told}, not {content}"
        if told == JSON:
            self.check_value(content[JSON]["schema"], response.json(), at)
        if response.is_success:
            self._check_asked(operation, request, at)

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Return the operation that a request is for; None where there is none."""
        try:
            rule, _ = self._rules.match(path, "GET" if method == "HEAD" else method, return_rule=True)
        except MethodNotAllowed:
            if method != "HEAD":
                return None
            rule, _ = self._rules.match(path, method, return_rule=True)
        except HTTPException:
            return None
        methods = self.document["paths"][path_of(rule)]
        found: dict[str, Any] | None = methods.get(method.lower(), methods.get("get"))
        return found

    def check_value(self, schema: dict[str, Any], value: object, at: str, *, is_asked: bool = False) -> None:
        key = json.dumps(schema), is_asked
        if key not in self._validators:
            parts = self.document["components"]["schemas"] if is_asked else self._closed
            whole = (schema if is_asked else closed(schema)) | {"components": {"schemas": parts}}
            self._validators[key] = Draft202012Validator(whole, format_checker=formats)
        errors = [
            f"{'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in self._validators[key].iter_errors(value)
        ]
        assert not errors, f"{at} with what is not described: {errors[:3]}"

    def check_event(self, name: str, data: object) -> None:
        assert name in EVENTS, f"the stream told of {name}, which is not described"
        self.check_value(schema_of(EVENTS[name]), data, f"the stream's {name}")

    def _answer(self, operation: dict[str, Any], status: int, at: str) -> dict[str, Any]:
        described: dict[str, Any] | None = operation["responses"].get(
            str(status), operation["responses"].get(f"{status // 100}XX")
        )
        assert described is not None, f"{at}, which is not described"
        if "$ref" in described:
            return dict(self.document["components"]["responses"][described["$ref"].rpartition("/")[2]])
        return described

    def _check_refusal(self, at: str, path: str, response: httpx.Response) -> None:
        """Check what is said where nothing is: it is the same everywhere."""
        if path.startswith("/api/") and response.headers.get("Content-Type") == JSON:
            self.check_value({"$ref": "#/components/schemas/Error"}, response.json(), at)
            assert response.json()["error"]["code"] in self.document["x-codes"], at

    def _check_asked(self, operation: dict[str, Any], request: httpx.Request, at: str) -> None:
        """Check that what was taken is what is described to be taken."""
        asked = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if asked is not None and request.headers.get("Content-Type") == JSON:
            self.check_value(asked["schema"], json.loads(request.content), f"{at} to", is_asked=True)


@cache
def contract() -> Contract:
    return Contract()
