#!/bin/sh
# Bring what the book needs of the system: as root on Debian install what is missing, elsewhere name it.
# With --missing only print the packages, each after a space.
set -eu

# Is there a file of that name in one of these folders?
there() {
    name="$1"
    shift
    for folder in "$@"; do
        [ -z "$(find "$folder" -name "$name" -print -quit 2>/dev/null)" ] || return 0
    done
    return 1
}

missing=""
there 'libpangoft2-1.0.so.0' /usr/lib /usr/local/lib || missing="$missing libpangoft2-1.0-0"
there 'libharfbuzz-subset.so.0' /usr/lib /usr/local/lib || missing="$missing libharfbuzz-subset0"
there 'NotoSansDevanagari-Regular.ttf' /usr/share/fonts || missing="$missing fonts-noto-core"
there 'NotoSansCJK-Regular.ttc' /usr/share/fonts || missing="$missing fonts-noto-cjk"
there 'NotoColorEmoji.ttf' /usr/share/fonts || missing="$missing fonts-noto-color-emoji"

if [ "${1:-}" = --missing ]; then
    printf '%s' "$missing"
    exit 0
fi
if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086 # one word for each package
    exec "$(dirname "$0")/apt_install.sh" $missing
fi
echo "Not found, and the book needs it; Debian’s packages are:$missing" >&2
