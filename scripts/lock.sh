#!/bin/sh
# Make the locks again: exact versions, the hash of every file that may be installed, and no address.
set -eu
python="$1/bin/python"
tools="$1/lock-tools"

# Apart from the environment that runs the app, because pip-tools asks for its own pip.
[ -x "$tools/bin/pip-compile" ] || {
    "$python" -m venv "$tools"
    "$tools/bin/python" -m pip install -qq --disable-pip-version-check "pip-tools==7.6.2"
}

compile() {
    # Lines that name an index or a folder would tie the lock to the machine that made it.
    CUSTOM_COMPILE_COMMAND="make lock" "$tools/bin/pip-compile" --quiet --upgrade --generate-hashes \
        --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@"
}

extras="--extra postgres --extra s3 --extra video --extra faces"
# shellcheck disable=SC2086 (several words)
compile --output-file requirements.lock $extras pyproject.toml
# shellcheck disable=SC2086
compile --output-file requirements-nudity.lock --extra nudity --constraint requirements.lock pyproject.toml
compile --output-file requirements-book.lock --extra book --constraint requirements.lock pyproject.toml
# shellcheck disable=SC2086
compile --output-file requirements-dev.lock $extras --extra nudity --extra book --extra dev \
    --constraint requirements.lock --constraint requirements-book.lock \
    --constraint requirements-nudity.lock pyproject.toml
compile --output-file requirements-node.lock requirements-node.in
scripts/with_node.sh "$1" npm install --package-lock-only --ignore-scripts \
    --no-audit --no-fund --loglevel=error
# Nor do addresses of other kinds belong into a lock.
"$python" - <<'PYTHON'
import json
from pathlib import Path

lock = Path("package-lock.json")
content = json.loads(lock.read_text())
for package in content["packages"].values():
    package.pop("funding", None)
lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
PYTHON
