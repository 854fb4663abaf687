"""The browser's pure modules, by Node's own test runner."""

import subprocess

from tests.patience import PATIENCE_S
from tests.running import CHECKOUT


def test_the_modules_pass_their_own_tests() -> None:
    files = sorted(str(path) for path in (CHECKOUT / "tests" / "js").glob("*.test.js"))
    assert files
    done = subprocess.run(
        ["scripts/with_node.sh", ".venv", "node", "--test", *files],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr
