"""Drive Firefox and WebKitGTK by what they speak themselves: Marionette, and WebDriver over HTTP.

Both know the commands of W3C WebDriver. Marionette takes them as JSON over a socket, without a geckodriver.
"""

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.needs import needs
from tests.patience import PATIENCE_S
from tests.ports import held_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
LOOK_AGAIN_S = 0.1


class Driver(Protocol):
    def command(self, name: str, path: str, **params: Any) -> Any: ...


class OtherBrowser:
    """A browser's one window."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        self._driver.command("Navigate", "url", url=url)

    def ask(self, expression: str) -> Any:
        return self._driver.command("ExecuteScript", "execute/sync", script=f"return {expression}", args=[])

    def until(self, expression: str) -> None:
        ends_at = time.monotonic() + PATIENCE_S
        while not self.ask(expression):
            assert time.monotonic() < ends_at, f"never true: {expression}"
            time.sleep(LOOK_AGAIN_S)

    def click(self, selector: str) -> None:
        element = self._find(selector)
        self._driver.command("ElementClick", f"element/{element}/click", id=element)

    def type(self, selector: str, text: str) -> None:
        element = self._find(selector)
        self._driver.command("ElementSendKeys", f"element/{element}/value", id=element, text=text)

    def _find(self, selector: str) -> str:
        found = self._driver.command("FindElement", "element", using="css selector", value=selector)
        return str(found.get("value", found)[ELEMENT])


class Marionette:
    """Its own protocol: `length:[0, number, command, parameters]`, then `[1, number, error, result]`."""

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._number = 0
        self._receive()
        self.command("NewSession", "")

    def command(self, name: str, path: str, **params: Any) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, f"WebDriver:{name}", params]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._receive()
        assert error is None, error
        is_answer = isinstance(result, dict) and set(result) == {"value"}
        return result["value"] if is_answer else result

    def close(self) -> None:
        self._socket.close()

    def _receive(self) -> Any:
        length = b""
        while (byte := self._socket.recv(1)) != b":":
            assert byte, "Firefox has gone"
            length += byte
        message = b""
        while len(message) < int(length):
            message += self._socket.recv(int(length) - len(message))
        return json.loads(message)


class OverHttp:
    def __init__(self, port: int) -> None:
        _connected(port).close()
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S)
        answer = self._http.post("/session", json={"capabilities": {"alwaysMatch": {}}}).json()
        self._session = answer["value"]["sessionId"]

    def command(self, name: str, path: str, **params: Any) -> Any:
        params.pop("id", None)
        answer = self._http.post(f"/session/{self._session}/{path}", json=params)
        assert answer.status_code == 200, f"{name}: {answer.text}"
        return answer.json()["value"]

    def close(self) -> None:
        self._http.delete(f"/session/{self._session}")
        self._http.close()


def _connected(port: int) -> socket.socket:
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        except OSError:
            assert time.monotonic() < ends_at, f"nothing listens at {port}"
            time.sleep(LOOK_AGAIN_S)


@contextmanager
def program(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        words, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)
        process.kill()
        process.wait()


@contextmanager
def firefox(home: Path) -> Iterator[OtherBrowser]:
    path = needs("firefox")
    with held_port() as port:
        (home / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        words = (path, "--headless", "--marionette", "--no-remote", "--profile", str(home))
        with program(*words, HOME=str(home)):
            driver = Marionette(port)
            with contextlib.closing(driver):
                yield OtherBrowser(driver)


@contextmanager
def webkit(home: Path) -> Iterator[OtherBrowser]:
    path, display = needs("WebKitWebDriver"), needs("Xvfb")
    with ExitStack() as stack:
        seen, told = os.pipe()
        stack.callback(os.close, seen)
        # It chooses a display that is free, and says which.
        screen = subprocess.Popen(
            [display, "-displayfd", str(told), "-screen", "0", "1280x900x24"],
            pass_fds=[told],
            stderr=subprocess.DEVNULL,
        )
        stack.callback(screen.wait)
        stack.callback(screen.terminate)
        os.close(told)
        number = os.read(seen, 16).decode().strip()
        assert number, "Xvfb has not started"
        port = stack.enter_context(held_port())
        stack.enter_context(program(path, f"--port={port}", DISPLAY=f":{number}", HOME=str(home)))
        driver = OverHttp(port)
        stack.callback(driver.close)
        yield OtherBrowser(driver)
