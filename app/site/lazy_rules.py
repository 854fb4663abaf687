"""Routes that compile their address builders at first use: compiling all of them is half of a start.

Werkzeug compiles two functions for each route. Most routes never need one of them (Rule.compile, 3.1).
"""

from collections.abc import Callable

from quart.routing import QuartRule

Builder = Callable[..., tuple[str, str]]


class LazyRule(QuartRule):
    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compile_now = super()._compile_builder
        compiled: Builder | None = None

        def build(rule: "LazyRule", **values: object) -> tuple[str, str]:
            nonlocal compiled
            if compiled is None:
                compiled = compile_now(append_unknown)
            return compiled(rule, **values)

        return build
