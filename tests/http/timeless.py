"""A server for whose rate limits no time passes: what is too often does not depend on the machine."""

from tests.running import Server, program_after


class TimelessServer(Server):
    PROGRAM = program_after(
        "import app.web.limits", "app.web.limits.RateLimiter.__init__.__defaults__ = (lambda: 1000.0,)"
    )
