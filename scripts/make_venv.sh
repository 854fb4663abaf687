#!/bin/sh
# Make the virtual environment named by $2 with the interpreter $1, or say in a sentence what is missing.
set -eu
python=$1
venv=$2

if ! command -v "$python" >/dev/null; then
    echo "Partywall needs Python 3.11 or newer; $python was not found. Name yours with: make PYTHON=..." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Partywall needs Python 3.11 or newer; name yours with: make PYTHON=python3.11" >&2
    exit 1
fi

# An environment whose pip answers is kept; half of one, as a failed first try leaves it, is made again.
if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian splits these modules off into a package of their own.
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        "$(dirname "$0")/apt_install.sh" "$package"
    else
        echo "This Python cannot make virtual environments yet; please type: sudo apt install $package" >&2
        exit 1
    fi
fi
"$python" -m venv --clear "$venv"
