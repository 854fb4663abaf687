"""JSON for one reader: no cache keeps it."""

from collections.abc import Mapping

from quart import Response, jsonify


def private_json(told: Mapping[str, object]) -> Response:
    answer = jsonify(told)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
