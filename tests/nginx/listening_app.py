"""A stand-in for the app behind nginx that notes what reaches it, for what only the configuration decides."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.web.origins import HEADERS
from tests.patience import PATIENCE_S


@dataclass(slots=True)
class ListeningApp:
    """What arrived, and the two switches that hold an answer back until a test says so."""

    port: int = 0
    headers: list[Message] = field(default_factory=list)
    first_bytes_of_body: threading.Event = field(default_factory=threading.Event)
    may_send_second_event: threading.Event = field(default_factory=threading.Event)


@contextmanager
def run_listening_app() -> Iterator[ListeningApp]:
    seen = ListeningApp()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.headers.append(self.headers)
            if self.path.startswith("/api/events"):
                self._stream()
            else:
                self._answer(b"the app's own page")

        def do_POST(self) -> None:
            seen.headers.append(self.headers)
            length = int(self.headers["Content-Length"])
            self.rfile.read(1)
            seen.first_bytes_of_body.set()
            self.rfile.read(length - 1)
            self._answer(b"taken")

        do_DELETE = do_GET
        do_PUT = do_PATCH = do_POST

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            for name, value in HEADERS.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self) -> None:
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"data: 1\n\n")
            seen.may_send_second_event.wait(PATIENCE_S)
            self.wfile.write(b"data: 2\n\n")

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: pytest's output is for failures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield seen
    finally:
        seen.may_send_second_event.set()
        server.shutdown()
        thread.join(PATIENCE_S)
        server.server_close()
