#!/bin/sh
# Bring the programs that the tests drive: as root on Debian install what is missing, elsewhere name it.
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

missing=""
command -v redis-server >/dev/null || missing="$missing redis-server"
command -v nginx >/dev/null || missing="$missing nginx"
command -v unzip >/dev/null || missing="$missing unzip"
command -v 7z >/dev/null || missing="$missing p7zip-full"
command -v exiftool >/dev/null || missing="$missing libimage-exiftool-perl"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
missing="$missing$("$(dirname "$0")/install_book_tools.sh" --missing)"
command -v openssl >/dev/null || missing="$missing openssl"
command -v caddy >/dev/null || missing="$missing caddy"
command -v sshd >/dev/null || missing="$missing openssh-server"
command -v ssh >/dev/null || missing="$missing openssh-client"
command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 ||
    missing="$missing postgresql"
command -v firefox >/dev/null || command -v firefox-esr >/dev/null || missing="$missing firefox-esr"
command -v WebKitWebDriver >/dev/null || missing="$missing webkit2gtk-driver"
command -v Xvfb >/dev/null || missing="$missing xvfb"
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null || command -v google-chrome-stable >/dev/null ||
    missing="$missing chromium"

if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086 # one word for each package
    exec "$(dirname "$0")/apt_install.sh" $missing
fi
echo "Not installed, so their tests will be skipped (fail with CI=true):$missing" >&2
