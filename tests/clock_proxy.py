"""A reverse proxy with a wrong clock: passes everything on, and puts its own time into the answers."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.patience import PATIENCE_S

SEPARATE = {"transfer-encoding", "connection", "date", "server"}


@contextmanager
def clock_proxy(port: int, apart_s: int, *, says_via: bool = True) -> Iterator[str]:
    """Run it in front of the server on `port`; yields its address. It may keep to itself that it is there."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            self.close_connection = True
            upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
            try:
                upstream.putrequest(self.command, self.path, skip_host=True)
                for name, value in self.headers.items():
                    upstream.putheader(name, value)
                if says_via:
                    upstream.putheader("Via", "1.1 clock-proxy")
                upstream.endheaders()
                answer = upstream.getresponse()
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in SEPARATE:
                        self.send_header(name, value)
                wrong = datetime.now(UTC) + timedelta(seconds=apart_s)
                self.send_header("Date", format_datetime(wrong, usegmt=True))
                self.send_header("Server", "clock-proxy")
                self.send_header("Connection", "close")
                self.end_headers()
                while piece := answer.read1(65536):
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                return  # either side has gone
            finally:
                upstream.close()

        do_GET = do_POST = do_PATCH = pass_on

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: pytest's output is for failures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(PATIENCE_S)
        server.server_close()
